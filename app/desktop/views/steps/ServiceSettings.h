#pragma once

#include "desktop/views/ViewContext.h"

#include <QWidget>
#include <functional>
#include <vector>

class QVBoxLayout;

namespace meshsso::desktop {

class Disclosure;
class Field;
class Form;

/// The authorization service's settings in folded groups. What does not matter for the project's target is
/// shown only where the project sets it.
class ServiceSettings final : public QWidget
{
    Q_OBJECT
public:
    explicit ServiceSettings(const ViewContext& context, QWidget* parent = nullptr);
    /// Opens the group that has the field and focuses it. False if there is none.
    bool reveal(const QString& field);

private:
    using Condition = std::function<bool(const project::SsoProject&)>;
    struct Group
    {
        Disclosure* fold;
        Form* form;
        QStringList fields;
    };
    struct Conditional
    {
        QWidget* widget;
        Condition matters;
    };
    Form* addGroup(const QString& heading, const QStringList& fields, Condition matters = {});
    void addService();
    void addChecks(Form* form);
    void addSession();
    void addCookie(Form* form);
    /// What sessions cost our own server, and how it bears a Keycloak that is away.
    void addWork(Form* form);
    void addRedis();
    void addTokens();
    void addReach();
    void addPages(Form* form);
    void addLocal();
    void showWhen(QWidget* widget, Condition matters);
    void showImage();
    void showIssuers();
    void showLogins();
    void refresh();

    ViewContext m_context;
    QVBoxLayout* m_column;
    std::vector<Group> m_groups;
    std::vector<Conditional> m_conditionals;
    Field* m_image = nullptr;
    Field* m_issuers = nullptr;
    Field* m_logins = nullptr;
};

} // namespace meshsso::desktop
