#include "desktop/views/steps/LoginSetupView.h"

#include "desktop/controllers/LoginTestController.h"
#include "desktop/models/Text.h"
#include "desktop/views/widgets/CalmWheel.h"
#include "desktop/views/widgets/Card.h"
#include "desktop/views/widgets/IconLabel.h"
#include "desktop/views/widgets/Label.h"
#include "desktop/views/widgets/SegmentedChoice.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>

namespace meshsso::desktop {

namespace {

QWidget* makeField(const QString& label, QWidget* editor, const QString& help)
{
    auto* field = new QWidget;
    auto* column = new QVBoxLayout(field);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    auto* title = new Label(label, TextRole::Strong);
    title->setBuddy(editor);
    editor->setAccessibleName(label);
    editor->setAccessibleDescription(help);
    column->addWidget(title);
    column->addWidget(editor);
    if (!help.isEmpty())
        column->addWidget(new Label(help, TextRole::Small));
    column->addStretch(1);
    return field;
}

} // namespace

LoginSetupView::LoginSetupView(ViewContext context, LoginTestController& controller, QWidget* parent)
    : QWidget(parent), m_context(context), m_controller(controller)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(Theme::grid * 2);
    m_way = new SegmentedChoice(tr("Way to sign in"));
    m_way->setObjectName(QStringLiteral("way"));
    m_way->addOption(QStringLiteral("key-round"), tr("Only Keycloak"),
                     tr("Directly at Keycloak, in your browser, without the gateway"));
    m_way->addOption(QStringLiteral("play"), tr("Gateway, by itself"),
                     tr("Through the gateway, signed in by MeshSSO as a test user"));
    m_way->addOption(QStringLiteral("eye"), tr("Gateway, you watch"),
                     tr("Through the gateway, in your browser, with you looking on"));
    column->addWidget(m_way);

    auto* card = new Card;
    m_explanation = new Label;
    card->content()->addWidget(m_explanation);
    auto* fields = new QHBoxLayout;
    fields->setSpacing(Theme::grid * 2);
    m_user = new QComboBox;
    m_user->setObjectName(QStringLiteral("user"));
    m_user->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_user->setMinimumContentsLength(8);
    calmWheel(m_user);
    m_userField = makeField(tr("Sign in as"), m_user, tr("A user that the project declares."));
    m_password = new QLineEdit;
    m_password->setObjectName(QStringLiteral("password"));
    m_password->setEchoMode(QLineEdit::Password);
    m_passwordField =
        makeField(tr("Password"), m_password, tr("Kept in memory until you quit, nowhere else."));
    m_connectTo = new QLineEdit(controller.connectTo());
    m_connectTo->setObjectName(QStringLiteral("connectTo"));
    m_connectTo->setPlaceholderText(tr("as DNS says"));
    m_connectField = makeField(tr("Connect to"), m_connectTo,
                               tr("Address of the gateway, if DNS does not know its name yet."));
    for (auto* field : {m_userField, m_passwordField, m_connectField})
        fields->addWidget(field, 1);
    card->content()->addLayout(fields);
    m_lacks = new QVBoxLayout;
    m_lacks->setSpacing(Theme::grid);
    card->content()->addLayout(m_lacks);
    column->addWidget(card);

    connect(m_way, &SegmentedChoice::chosen, this,
            [this](int way) { m_controller.setWay(static_cast<LoginWay>(way)); });
    connect(m_user, &QComboBox::textActivated, this, [this](const QString&) {
        m_password->clear();
        m_controller.setUser(m_user->currentData().toString());
    });
    connect(m_password, &QLineEdit::textChanged, this,
            [this](const QString& text) { m_controller.setPassword(SecretString(toUtf8(text))); });
    connect(m_connectTo, &QLineEdit::textChanged, &m_controller, &LoginTestController::setConnectTo);
    refresh();
}

QString LoginSetupView::explanation() const
{
    switch (m_controller.way()) {
    case LoginWay::AtKeycloak:
        return tr(
            "Your browser signs in at Keycloak, and the answer comes back to this program on 127.0.0.1. "
            "For that a public client is made in the realm, with your consent, and removed afterwards. "
            "It shows whether realm, user and claims are right, whatever the gateway does.");
    case LoginWay::ThroughGateway:
        return tr("MeshSSO opens %1 as a browser would, fills Keycloak’s form as the test user, and compares "
                  "the token that reaches the application with the project.")
            .arg(displayable(toUtf8(m_controller.gatewayUrl()), 200));
    case LoginWay::Watched:
        return tr("Your browser opens %1. You should see the sign-in page, then Keycloak’s, then the "
                  "application. The page /headers must show “Authorization: Bearer …”: copy that page and "
                  "paste "
                  "it into the token inspector.")
            .arg(displayable(toUtf8(m_controller.gatewayUrl()), 200));
    }
    return {};
}

void LoginSetupView::refresh()
{
    const auto way = m_controller.way();
    const bool busy = m_controller.isBusy();
    m_way->setCurrent(static_cast<int>(way));
    m_way->setEnabled(!busy);
    m_explanation->setText(explanation());
    const auto users = m_controller.users();
    QStringList shown;
    for (int i = 0; i < m_user->count(); ++i)
        shown.append(m_user->itemData(i).toString());
    if (shown != users) {
        m_user->clear();
        for (const auto& user : users)
            m_user->addItem(displayable(toUtf8(user), 80), user);
    }
    m_user->setCurrentIndex(static_cast<int>(users.indexOf(m_controller.user())));
    m_user->setEnabled(!busy);
    m_userField->setVisible(way != LoginWay::Watched && !users.isEmpty());
    m_passwordField->setVisible(way == LoginWay::ThroughGateway && m_controller.needsPassword());
    m_connectField->setVisible(way == LoginWay::ThroughGateway);
    showLacks();
}

void LoginSetupView::showLacks()
{
    const auto lacks = m_controller.lacks();
    QString digest;
    for (const auto& lack : lacks)
        digest += lack.text + QLatin1Char('\n');
    if (digest == m_shownLacks)
        return;
    m_shownLacks = digest;
    while (auto* item = m_lacks->takeAt(0)) {
        if (item->widget() != nullptr)
            item->widget()->deleteLater();
        delete item;
    }
    for (const auto& lack : lacks) {
        auto* line = new QWidget;
        auto* row = new QHBoxLayout(line);
        row->setContentsMargins(0, 0, 0, 0);
        row->setSpacing(Theme::grid);
        auto* mark = new IconLabel(QStringLiteral("triangle-alert"), 16, IconColor::Warn);
        mark->setAccessibleName(severityText(Severity::Warning));
        row->addWidget(mark, 0, Qt::AlignTop);
        row->addWidget(new Label(lack.text), 1);
        if (!lack.field.isEmpty()) {
            auto* go = new QPushButton(tr("Show where this is set"));
            go->setProperty("link", true);
            go->setAccessibleDescription(lack.text);
            connect(go, &QPushButton::clicked, this,
                    [this, field = lack.field] { m_context.workspace.showField(field); });
            row->addWidget(go, 0, Qt::AlignTop);
        }
        m_lacks->addWidget(line);
    }
}

} // namespace meshsso::desktop
