#pragma once

#include "desktop/views/ViewContext.h"

#include <QTimer>
#include <QWidget>

class QComboBox;
class QPushButton;
class QTabWidget;

namespace meshsso::desktop {

class CheckListView;
class InspectorAccessView;
class InspectorClaimsView;
class InspectorCompareView;
class InspectorController;
class InspectorKeysView;
class Label;
class TimeBar;
class TokenView;

/// The token inspector, for its page and its window alike: the raw token, its life and checks, its claims,
/// what it opens, and the comparison with another one.
class InspectorView final : public QWidget
{
    Q_OBJECT
public:
    explicit InspectorView(ViewContext context, QWidget* parent = nullptr);

    void paste();
    TokenView* tokenView() const { return m_raw; }

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    QWidget* makeTokenCard();
    QWidget* makeChecksCard();
    void refresh();
    void refreshRaw();
    void refreshTime();
    QString noteText() const;

    ViewContext m_context;
    InspectorController& m_controller;
    QTimer m_tick;
    QComboBox* m_chooser;
    QPushButton* m_lastLogin;
    QPushButton* m_copy;
    QPushButton* m_clear;
    TokenView* m_raw;
    Label* m_note;
    QWidget* m_checksCard;
    Label* m_verdict;
    TimeBar* m_time;
    CheckListView* m_checks;
    InspectorKeysView* m_keys;
    QTabWidget* m_tabs;
    InspectorClaimsView* m_claims;
    InspectorAccessView* m_access;
    InspectorCompareView* m_compare;
};

} // namespace meshsso::desktop
