#include "desktop/views/steps/LoginResultView.h"

#include "desktop/controllers/InspectorController.h"
#include "desktop/controllers/LoginTestController.h"
#include "desktop/models/LoginAdvice.h"
#include "desktop/models/Text.h"
#include "desktop/views/widgets/Card.h"
#include "desktop/views/widgets/FindingView.h"
#include "desktop/views/widgets/IconLabel.h"
#include "desktop/views/widgets/Label.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

namespace meshsso::desktop {

LoginResultView::LoginResultView(ViewContext context, LoginTestController& controller, QWidget* parent)
    : QWidget(parent), m_context(context), m_controller(controller)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    auto* card = new Card;
    auto* head = new QHBoxLayout;
    head->setSpacing(Theme::grid + Theme::grid / 2);
    m_icon = new IconLabel(QStringLiteral("circle"), 20);
    head->addWidget(m_icon, 0, Qt::AlignTop);
    m_title = new Label({}, TextRole::Section);
    m_title->setObjectName(QStringLiteral("loginResult"));
    head->addWidget(m_title, 1);
    m_inspect = new QPushButton(tr("Open in the token inspector"));
    m_inspect->setObjectName(QStringLiteral("openInInspector"));
    m_paste = new QPushButton(tr("Paste into the token inspector"));
    m_paste->setObjectName(QStringLiteral("pasteIntoInspector"));
    head->addWidget(m_inspect, 0, Qt::AlignTop);
    head->addWidget(m_paste, 0, Qt::AlignTop);
    card->content()->addLayout(head);
    m_facts = new Label;
    card->content()->addWidget(m_facts);
    m_findings = new FindingListView;
    card->content()->addWidget(m_findings);
    column->addWidget(card);

    connect(m_inspect, &QPushButton::clicked, this, [this] {
        m_context.workspace.inspector().useLastLogin();
        emit m_context.workspace.stepRequested(StepId::Inspector, {});
    });
    connect(m_paste, &QPushButton::clicked, this, &LoginResultView::pasteIntoInspector);
    refresh();
}

void LoginResultView::pasteIntoInspector()
{
    m_context.workspace.inspector().inspect(SecretString(toUtf8(QGuiApplication::clipboard()->text())));
    emit m_context.workspace.stepRequested(StepId::Inspector, {});
}

void LoginResultView::refresh()
{
    const bool watching = m_controller.isWatching();
    const bool hasResult = m_controller.result().has_value();
    setVisible((watching || hasResult) && !m_controller.job().isRunning());
    m_inspect->setVisible(hasResult &&
                          !(m_controller.accessToken().empty() && m_controller.idToken().empty()));
    m_paste->setVisible(watching);
    if (hasResult)
        showResult();
    else if (watching)
        showWatching();
}

void LoginResultView::showWatching()
{
    m_icon->setIcon(QStringLiteral("eye"), IconColor::Accent);
    m_title->setText(tr("Look at your browser"));
    m_title->clearSeverity();
    m_facts->setText(
        tr("In order: the address stays the gateway’s, Keycloak asks for the password once, and the "
           "application’s page comes.\n"
           "Not in order: Keycloak asks again and again (the session cookie is lost), “RBAC: access denied” "
           "(the "
           "provider’s name is wrong), or the page comes without any sign-in (nothing protects it).\n"
           "Copy the page /headers, then press “Paste into the token inspector”."));
    m_findings->setFindings({});
}

void LoginResultView::showResult()
{
    const auto& result = *m_controller.result();
    QStringList facts;
    if (result.works()) {
        m_icon->setStatus(StepStatus::Done);
        m_title->setText(tr("Signed in as %1").arg(result.who));
        m_title->clearSeverity();
    } else if (result.signedIn) {
        m_icon->setStatus(StepStatus::Failed);
        m_title->setText(tr("Signed in as %1, but not as the project wants it").arg(result.who));
        m_title->setSeverity(Severity::Error);
    } else {
        m_icon->setStatus(StepStatus::Failed);
        m_title->setText(tr("Nobody was signed in"));
        m_title->setSeverity(Severity::Error);
    }
    facts.append(tr("%n hop(s), %1", nullptr, result.hops).arg(durationText(result.took)));
    if (result.isVerified) {
        facts.append(tr("access token verified"));
        const bool fits = std::none_of(result.findings.begin(), result.findings.end(),
                                       [](const Finding& f) { return f.code.starts_with("token."); });
        facts.append(fits ? tr("its claims are what the project asks for")
                          : tr("its claims differ from what the project asks for"));
    } else if (result.signedIn) {
        facts.append(tr("access token not verified"));
    }
    m_facts->setText(facts.join(QStringLiteral("  ·  ")));
    m_findings->setFindings(result.findings, [this](const Finding& finding) -> FindingListView::Action {
        const QString field = toQString(fieldOfLoginFinding(finding, m_context.document().project()));
        if (field.isEmpty())
            return {};
        return {tr("Show where this is set"), [this, field] { m_context.workspace.showField(field); }};
    });
}

} // namespace meshsso::desktop
