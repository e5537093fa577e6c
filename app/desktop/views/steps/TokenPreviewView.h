#pragma once

#include "desktop/models/ClaimOriginsModel.h"
#include "desktop/models/MappersModel.h"
#include "desktop/views/ViewContext.h"

#include <QWidget>

class QLineEdit;
class QPushButton;
class QStringListModel;
class QTabWidget;

namespace meshsso::desktop {

class CodeView;
class Label;
class NeedsView;
class TokenPreview;

/// Keycloak's Evaluate: whose token, with which scopes; the example tokens, where each claim comes from, and
/// the checklist against what the project needs.
class TokenPreviewView final : public QWidget
{
    Q_OBJECT
public:
    explicit TokenPreviewView(ViewContext context, QWidget* parent = nullptr);

private:
    QWidget* makeQuestion();
    QWidget* makeUserSearch();
    QWidget* makeTabs();
    void refresh();
    void refreshChoices();
    void start();
    void askToAdd(int index, const QString& what);

    ViewContext m_context;
    TokenPreview& m_preview;
    QLineEdit* m_user;
    Label* m_searchHint;
    QStringListModel* m_choices;
    QLineEdit* m_scopes;
    QPushButton* m_start;
    Label* m_title;
    Label* m_stale;
    NeedsView* m_needs;
    QTabWidget* m_tabs;
    CodeView* m_accessToken;
    CodeView* m_idToken;
    CodeView* m_userinfo;
    ClaimOriginsModel m_origins;
    MappersModel m_mappers;
};

} // namespace meshsso::desktop
