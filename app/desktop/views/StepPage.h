#pragma once

#include "desktop/views/ViewContext.h"

#include <QWidget>

class QHBoxLayout;
class QPushButton;
class QScrollArea;
class QVBoxLayout;

namespace meshsso::desktop {

class FindingListView;
class Form;

/// What the pane beside a page tells about it.
struct PageHelp
{
    QString whatItDoes;   ///< "What this does", in operator's words
    QString whoReadsIt;   ///< which part uses these values later
    QStringList yamlKeys; ///< the project file's sections that this page edits, for the live snippet
};

/// A step's page: title and one sentence, the content in a scrolling column, and the one primary action at
/// the bottom right. Derived pages fill content() and set their actions; they hold no logic of their own.
class StepPage : public QWidget
{
    Q_OBJECT
public:
    StepPage(ViewContext context, StepId id, const QString& title, const QString& subtitle,
             QWidget* parent = nullptr);

    StepId id() const { return m_id; }
    virtual PageHelp help() const = 0;
    /// Brings the field (or what is nearest to it) into view and focuses it; the first field when empty.
    virtual void reveal(const QString& field);
    /// Scrolls so far that what has the focus, with its label and its findings, is in sight.
    void scrollToFocus();

protected:
    void showEvent(QShowEvent* event) override;
    /// Tab goes through the content first, whatever was made when, and then to the actions.
    bool focusNextPrevChild(bool next) override;

    ViewContext& context() { return m_context; }
    QVBoxLayout* content() { return m_content; }
    /// The primary action, named by what it does ("Apply 5 changes to Keycloak"). Ctrl+Return presses it.
    QPushButton* primary();
    /// Another action, left of the primary one.
    QPushButton* addSecondary(const QString& text);
    /// Shows findings of this step that belong to no field, at the top of the content.
    void showFindings(const Findings& findings);
    /// A form that takes part in reveal().
    Form* addForm(QVBoxLayout* where, int columns = 2);

private:
    void putActionsLast();

    ViewContext m_context;
    StepId m_id;
    QScrollArea* m_scroll;
    QWidget* m_body;
    QVBoxLayout* m_content;
    QHBoxLayout* m_actions;
    QPushButton* m_primary = nullptr;
    FindingListView* m_findings;
    std::vector<Form*> m_forms;
};

} // namespace meshsso::desktop
