#include "desktop/views/widgets/JobBar.h"

#include "desktop/controllers/Job.h"
#include "desktop/models/BackendText.h"
#include "desktop/models/ErrorText.h"
#include "desktop/views/widgets/IconLabel.h"
#include "desktop/views/widgets/Label.h"

#include <QHBoxLayout>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

namespace meshsso::desktop {

JobBar::JobBar(Job& job, QWidget* parent) : QFrame(parent), m_job(job)
{
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, Theme::grid, 0, Theme::grid);
    row->setSpacing(Theme::grid + Theme::grid / 2);
    m_icon = new IconLabel(QStringLiteral("loader"), 20);
    row->addWidget(m_icon, 0, Qt::AlignTop);
    auto* column = new QVBoxLayout;
    column->setSpacing(4);
    row->addLayout(column, 1);
    m_title = new Label({}, TextRole::Strong);
    m_detail = new Label({}, TextRole::Muted);
    m_detail->setSelectable(true);
    m_progress = new QProgressBar;
    m_progress->setTextVisible(false);
    column->addWidget(m_title);
    column->addWidget(m_detail);
    column->addWidget(m_progress);
    m_cancel = new QPushButton(tr("Cancel"));
    m_retry = new QPushButton;
    m_retry->hide();
    row->addWidget(m_cancel, 0, Qt::AlignTop);
    row->addWidget(m_retry, 0, Qt::AlignTop);
    connect(m_cancel, &QPushButton::clicked, &m_job, &Job::cancel);
    connect(&m_job, &Job::changed, this, &JobBar::refresh);
    refresh();
}

void JobBar::setSuccessText(const QString& text)
{
    m_successText = text;
    refresh();
}

void JobBar::setRetry(const QString& label, std::function<void()> retry)
{
    m_retry->setText(label);
    connect(m_retry, &QPushButton::clicked, this, [retry = std::move(retry)] { retry(); });
    refresh();
}

void JobBar::refresh()
{
    const auto state = m_job.state();
    const bool running = state == Job::State::Running;
    setVisible(state != Job::State::Idle && (state != Job::State::Succeeded || !m_successText.isEmpty()));
    m_cancel->setVisible(running);
    m_progress->setVisible(running);
    m_retry->setVisible(!m_retry->text().isEmpty() &&
                        (state == Job::State::Failed || state == Job::State::Cancelled));
    const double seconds = static_cast<double>(m_job.elapsed().count()) / 1000.0;
    switch (state) {
    case Job::State::Idle:
        break;
    case Job::State::Running:
        m_icon->setIcon(QStringLiteral("loader"), IconColor::Accent);
        m_title->setText(m_job.what());
        m_title->clearSeverity();
        m_detail->setText(
            tr("%1  ·  %2 s").arg(m_job.host()).arg(seconds, 0, 'f', 1) +
            (m_job.progressText().isEmpty() ? QString() : QStringLiteral("  ·  ") + m_job.progressText()));
        m_progress->setRange(0, m_job.progressTotal());
        m_progress->setValue(m_job.progressDone());
        break;
    case Job::State::Succeeded:
        m_icon->setIcon(QStringLiteral("circle-check"), IconColor::Good);
        m_title->setText(m_successText);
        m_title->clearSeverity();
        m_detail->setText(tr("%1  ·  %2 s").arg(m_job.host()).arg(seconds, 0, 'f', 1));
        break;
    case Job::State::Failed:
        m_icon->setIcon(QStringLiteral("octagon-x"), IconColor::Bad);
        m_title->setText(m_job.error() ? errorTitle(*m_job.error()) : QString());
        m_title->setSeverity(Severity::Error);
        m_detail->setText(m_job.error() ? errorText(*m_job.error()) : QString());
        break;
    case Job::State::Cancelled:
        m_icon->setIcon(QStringLiteral("circle-stop"), IconColor::Muted);
        m_title->setText(tr("Cancelled"));
        m_title->clearSeverity();
        m_detail->setText(m_job.what());
        break;
    }
    m_icon->setAccessibleName(m_title->text());
}

} // namespace meshsso::desktop
