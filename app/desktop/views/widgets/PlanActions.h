#pragma once

#include <QObject>

class QPushButton;

namespace meshsso::desktop {

class KeycloakPlan;
struct ViewContext;

/// The two buttons of a page that applies the plan: their words and their state follow it, and production is
/// asked for by name before anything is written.
class PlanActions final : public QObject
{
    Q_OBJECT
public:
    /// primary: makes the plan, then applies it; again: compares once more. page is their page, which lives
    /// as long as they do.
    PlanActions(const ViewContext& context, QPushButton& primary, QPushButton& again, QWidget& page);

private:
    void refresh();
    void press();
    void setPrimary(const QString& text, bool enabled, const QString& reason = {});

    const ViewContext& m_context;
    KeycloakPlan& m_plan;
    QPushButton& m_primary;
    QPushButton& m_again;
    QWidget& m_page;
};

} // namespace meshsso::desktop
