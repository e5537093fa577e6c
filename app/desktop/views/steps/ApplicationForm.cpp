#include "desktop/views/steps/ApplicationForm.h"

#include "desktop/views/widgets/Form.h"
#include "project/SsoProject.h"

#include <QVBoxLayout>

namespace meshsso::desktop {

namespace {

using project::Application;
using project::SsoProject;

/// The form outlives its application for the moment between a removal and its own deletion.
const Application& at(const SsoProject& project, std::size_t index)
{
    static const Application none;
    return index < project.applications.size() ? project.applications[index] : none;
}

template<class Member>
auto getter(std::size_t index, Member Application::*member)
{
    return [index, member](const SsoProject& project) { return at(project, index).*member; };
}

template<class Member>
auto setter(std::size_t index, Member Application::*member)
{
    return [index, member](SsoProject& project, Member value) {
        if (index < project.applications.size())
            project.applications[index].*member = std::move(value);
    };
}

} // namespace

ApplicationForm::ApplicationForm(const ViewContext& context, int index, QWidget* parent)
    : QWidget(parent), m_form(new Form(context.document(), 2, this))
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_form);
    const auto i = static_cast<std::size_t>(index);
    const auto field = [index](const char* name) {
        return QStringLiteral("applications[%1].%2").arg(index).arg(QLatin1String(name));
    };
    const auto text = [&](const char* name, const QString& label, const QString& help,
                          std::string Application::*member, const QString& placeholder = {}) {
        auto* added = m_form->add(
            Form::Text{field(name), label, help, getter(i, member), setter(i, member), placeholder});
        added->editor()->setObjectName(field(name));
    };
    text("name", tr("Name"), tr("What findings and rules call it."), &Application::name);
    text("serviceName", tr("Service"), tr("The Kubernetes Service behind it. Empty: the name."),
         &Application::serviceName, QString::fromStdString(at(context.document().project(), i).name));
    text("namespace", tr("Namespace"), {}, &Application::namespaceName);
    m_form
        ->add(Form::Number{field("port"),
                           tr("Port of the Service"),
                           {},
                           1,
                           65535,
                           getter(i, &Application::port),
                           setter(i, &Application::port)})
        ->editor()
        ->setObjectName(field("port"));
    m_form
        ->add(
            Form::List{field("hosts"), tr("Hosts"),
                       tr("One a line, app.example.com or *.example.com. Empty: every host of the gateway."),
                       getter(i, &Application::hosts), setter(i, &Application::hosts)})
        ->editor()
        ->setObjectName(field("hosts"));
    text("pathPrefix", tr("Path prefix"), tr("Requests below it go to this application."),
         &Application::pathPrefix, QStringLiteral("/"));
    m_form
        ->add(Form::Toggle{field("deployDemo"), tr("Deploy the demo application"),
                           tr("Writes httpbin's Deployment, Service and ServiceAccount into the export."),
                           getter(i, &Application::deployDemo), setter(i, &Application::deployDemo)})
        ->editor()
        ->setObjectName(field("deployDemo"));
    // Offered to nobody, but where it is set it can be taken back.
    auto* exposed = m_form->add(Form::Number{field("exposedOnPort"), tr("Also answers on port"),
                                             tr("Logins end on the HTTPS port only. 0 takes it back."), 0,
                                             65535, getter(i, &Application::exposedOnPort),
                                             setter(i, &Application::exposedOnPort)});
    exposed->editor()->setObjectName(field("exposedOnPort"));
    const auto show = [&document = context.document(), exposed, i] {
        if (at(document.project(), i).exposedOnPort != 0)
            exposed->show();
    };
    exposed->hide();
    show();
    connect(&context.document(), &ProjectDocument::changed, exposed, show);
}

bool ApplicationForm::reveal(const QString& field)
{
    return m_form->reveal(field);
}

} // namespace meshsso::desktop
