#pragma once

#include <QFrame>

class QProgressBar;
class QPushButton;

namespace meshsso::desktop {

class IconLabel;
class Job;
class Label;

/// A job as a page shows it: what is done, to which host, since when, with Cancel; how it ended, with the
/// reason. Hidden while the job is idle, and after success unless told otherwise.
class JobBar final : public QFrame
{
    Q_OBJECT
public:
    explicit JobBar(Job& job, QWidget* parent = nullptr);
    /// Shown after success instead of vanishing: "Connected to Keycloak 26.4.0".
    void setSuccessText(const QString& text);
    /// A button beside the error ("Try again").
    void setRetry(const QString& label, std::function<void()> retry);

private:
    void refresh();

    Job& m_job;
    IconLabel* m_icon;
    Label* m_title;
    Label* m_detail;
    QProgressBar* m_progress;
    QPushButton* m_cancel;
    QPushButton* m_retry;
    QString m_successText;
};

} // namespace meshsso::desktop
