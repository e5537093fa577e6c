#pragma once

#include "desktop/views/ViewContext.h"

#include <QWidget>
#include <functional>
#include <vector>

class QVBoxLayout;

namespace meshsso::desktop {

class Disclosure;
class Form;

/// The authorization service's settings in folded groups.
class ServiceSettings final : public QWidget
{
    Q_OBJECT
public:
    explicit ServiceSettings(const ViewContext& context, QWidget* parent = nullptr);
    /// Opens the group that has the field and focuses it. False if there is none.
    bool reveal(const QString& field);

private:
    struct Group
    {
        Disclosure* fold;
        Form* form;
        QStringList fields;
    };
    Form* addGroup(const QString& heading, const QStringList& fields);
    void addService();
    void addSession();
    void addReach();
    void addLocal();
    void refresh();

    ViewContext m_context;
    QVBoxLayout* m_column;
    std::vector<Group> m_groups;
    Disclosure* m_local = nullptr;
    std::vector<QWidget*> m_redisFields;
};

} // namespace meshsso::desktop
