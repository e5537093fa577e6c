#include "desktop/views/steps/HopDetail.h"

#include "desktop/models/LoginAdvice.h"
#include "desktop/models/Text.h"
#include "desktop/views/widgets/CodeView.h"
#include "desktop/views/widgets/FindingView.h"
#include "desktop/views/widgets/Label.h"

#include <QTabWidget>
#include <QVBoxLayout>

namespace meshsso::desktop {

HopDetail::HopDetail(ViewContext context, QWidget* parent) : QWidget(parent), m_context(context)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(Theme::grid);
    m_title = new Label({}, TextRole::Section);
    m_url = new CodeView;
    m_url->setAccessibleName(tr("The hop's address, secrets masked"));
    m_url->setLineWrapMode(QPlainTextEdit::WidgetWidth);
    m_url->setWordWrapMode(QTextOption::WrapAnywhere);
    m_url->setFixedHeight(4 * m_url->fontMetrics().lineSpacing());
    m_meaning = new Label;
    m_cookies = new Label({}, TextRole::Muted);
    m_findings = new FindingListView;
    m_request = new CodeView;
    m_request->setAccessibleName(tr("The hop's request, secrets masked"));
    m_response = new CodeView;
    m_response->setAccessibleName(tr("The hop's response, secrets masked"));
    m_tabs = new QTabWidget;
    m_tabs->setAccessibleName(tr("Request and response"));
    m_tabs->addTab(m_request, tr("Request"));
    m_tabs->addTab(m_response, tr("Response"));
    m_tabs->setMinimumHeight(12 * fontMetrics().height());
    for (auto* widget :
         std::initializer_list<QWidget*>{m_title, m_url, m_meaning, m_findings, m_cookies, m_tabs})
        column->addWidget(widget);
}

void HopDetail::show(const HopRow& row)
{
    m_title->setText(tr("Hop %1: %2").arg(row.number).arg(hopMeaning(row.hop.meaning)));
    m_url->setCode(displayable(row.hop.method, 16) + QLatin1Char(' ') + displayable(row.hop.url, 2000));
    m_meaning->setText(
        row.hop.elapsed.count() > 0
            ? tr("%1 answered %2 in %3.")
                  .arg(partyName(row.hop.answeredBy), hopStatusText(row.hop), durationText(row.hop.elapsed))
            : tr("%1: %2.").arg(partyName(row.hop.answeredBy), hopStatusText(row.hop)));
    const auto cookies = cookieDetail(row);
    m_cookies->setText(cookies);
    m_cookies->setVisible(!cookies.isEmpty());
    m_findings->setFindings(row.findings, [this](const Finding& finding) -> FindingListView::Action {
        const QString field = toQString(fieldOfLoginFinding(finding, m_context.document().project()));
        if (field.isEmpty())
            return {};
        return {tr("Show where this is set"), [this, field] { m_context.workspace.showField(field); }};
    });
    m_request->setCode(row.requestText);
    m_response->setCode(row.responseText);
    m_tabs->setVisible(!row.requestText.isEmpty());
}

} // namespace meshsso::desktop
