#include "desktop/views/steps/NewProjectCard.h"

#include "desktop/models/Text.h"
#include "desktop/views/widgets/Form.h"
#include "desktop/views/widgets/Label.h"

#include <QGridLayout>
#include <QLineEdit>
#include <QSpinBox>
#include <QVBoxLayout>

namespace meshsso::desktop {

NewProjectCard::NewProjectCard(QWidget* parent)
    : QWidget(parent), m_name(new QLineEdit(QStringLiteral("my-sso"))), m_address(new QLineEdit),
      m_keycloakUrl(new QLineEdit), m_application(new QLineEdit(QStringLiteral("httpbin"))),
      m_port(new QSpinBox)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    auto* card = new Card(tr("New project"));
    column->addWidget(card);
    card->content()->addWidget(new Label(
        tr("Four answers make a start; every page lets you change them, and what you leave out is asked for "
           "later."),
        TextRole::Muted));
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(Theme::grid * 3);
    grid->setVerticalSpacing(Theme::grid * 2);
    grid->setColumnStretch(0, 1);
    grid->setColumnStretch(1, 1);
    card->content()->addLayout(grid);

    m_address->setPlaceholderText(QStringLiteral("sso.example.com"));
    m_keycloakUrl->setPlaceholderText(QStringLiteral("https://keycloak.example.com"));
    m_port->setRange(1, 65535);
    m_port->setValue(8000);
    m_name->setObjectName(QStringLiteral("new.name"));
    m_address->setObjectName(QStringLiteral("new.address"));
    m_keycloakUrl->setObjectName(QStringLiteral("new.keycloakUrl"));
    m_application->setObjectName(QStringLiteral("new.application"));
    m_port->setObjectName(QStringLiteral("new.port"));
    grid->addWidget(new Field({}, tr("Project"), tr("Letters, digits, dots and hyphens."), m_name), 0, 0);
    grid->addWidget(new Field({}, tr("Gateway address"), tr("What browsers open."), m_address), 0, 1);
    grid->addWidget(
        new Field({}, tr("Keycloak URL"), tr("As browsers reach it, without /realms."), m_keycloakUrl), 1, 0);
    auto* application = new QWidget;
    auto* row = new QHBoxLayout(application);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(Theme::grid * 2);
    row->addWidget(new Field({}, tr("First application"), tr("The name of its Service."), m_application), 1);
    row->addWidget(new Field({}, tr("Port"), tr("Of the Service."), m_port));
    grid->addWidget(application, 1, 1);

    for (auto* edit : {m_name, m_address, m_keycloakUrl, m_application}) {
        connect(edit, &QLineEdit::textChanged, this, &NewProjectCard::edited);
        connect(edit, &QLineEdit::returnPressed, this, &NewProjectCard::submitted);
    }
    setFocusProxy(m_name);
}

NewProjectAnswers NewProjectCard::answers() const
{
    return {toUtf8(m_name->text().trimmed()), toUtf8(m_address->text().trimmed()),
            toUtf8(m_keycloakUrl->text().trimmed()), toUtf8(m_application->text().trimmed()),
            m_port->value()};
}

bool NewProjectCard::isComplete() const
{
    return !m_name->text().trimmed().isEmpty();
}

} // namespace meshsso::desktop
