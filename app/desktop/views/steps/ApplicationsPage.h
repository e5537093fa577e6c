#pragma once

#include "desktop/views/StepPage.h"

namespace meshsso::desktop {

class AccessMatrixView;
class ApplicationForm;
class ApplicationsController;
class Card;
class EmptyState;
class Label;
class RowTable;
class RulesPanel;

/// The page of the step "Applications and access".
class ApplicationsPage final : public StepPage
{
    Q_OBJECT
public:
    explicit ApplicationsPage(ViewContext context, QWidget* parent = nullptr);
    PageHelp help() const override;
    void reveal(const QString& field) override;

protected:
    void showEvent(QShowEvent* event) override;

private:
    void addList();
    void addMatrix();
    void followSelection();
    void refresh();
    void refreshMatrix();

    ApplicationsController& m_controller;
    EmptyState* m_empty;
    Card* m_list;
    RowTable* m_table;
    QPushButton* m_duplicate;
    QPushButton* m_remove;
    Card* m_details;
    Label* m_heading;
    QVBoxLayout* m_formPlace;
    ApplicationForm* m_form = nullptr;
    QString m_shownField;
    Card* m_access;
    RulesPanel* m_rules;
    Card* m_tester;
    Card* m_matrixCard;
    AccessMatrixView* m_matrix;
    Label* m_sentence;
    Label* m_matrixNote;
    bool m_isMatrixStale = true;
};

} // namespace meshsso::desktop
