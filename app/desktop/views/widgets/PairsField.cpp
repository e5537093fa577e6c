#include "desktop/views/widgets/PairsField.h"

#include "desktop/models/Text.h"
#include "desktop/views/widgets/Label.h"

#include <QEvent>
#include <QPlainTextEdit>
#include <QTextBlock>
#include <QVBoxLayout>

namespace meshsso::desktop {

PairsField::PairsField(const QString& label, QChar separator, const QString& placeholder, QWidget* parent)
    : QWidget(parent), m_separator(separator), m_edit(new QPlainTextEdit),
      m_problem(new Label({}, TextRole::Small))
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    m_edit->setAccessibleName(label);
    m_edit->setPlaceholderText(placeholder);
    m_edit->setTabChangesFocus(true);
    m_edit->setFixedHeight(m_edit->fontMetrics().lineSpacing() * 3 + 2 * Theme::grid + 6);
    m_edit->installEventFilter(this);
    m_problem->setSeverity(Severity::Error);
    m_problem->hide();
    column->addWidget(m_edit);
    column->addWidget(m_problem);
    setFocusProxy(m_edit);
    connect(m_edit, &QPlainTextEdit::textChanged, this, &PairsField::read);
}

void PairsField::setPairs(const Pairs& pairs)
{
    // Also when the text cannot be read now: it is being mended.
    if (pairs == m_pairs)
        return;
    m_pairs = pairs;
    const QSignalBlocker blocker(m_edit);
    m_edit->setPlainText(format(pairs, m_separator));
    m_problem->hide();
}

PairsField::Reading PairsField::parse(const QString& text, QChar separator)
{
    Reading reading;
    const auto lines = text.split(QLatin1Char('\n'));
    for (int i = 0; i < lines.size(); ++i) {
        const QString line = lines[i].trimmed();
        if (line.isEmpty())
            continue;
        const auto at = line.indexOf(separator);
        const auto name = at < 0 ? std::string() : toUtf8(line.left(at).trimmed());
        reading.isRepeated = reading.pairs.contains(name);
        if (name.empty() || reading.isRepeated) {
            reading.badLine = i;
            return reading;
        }
        reading.pairs.emplace(name, toUtf8(line.mid(at + 1).trimmed()));
    }
    return reading;
}

QString PairsField::format(const Pairs& pairs, QChar separator)
{
    const QString between = separator == QLatin1Char(':') ? QStringLiteral(": ") : QString(separator);
    QStringList lines;
    for (const auto& [name, value] : pairs)
        lines.append(toQString(name) + between + toQString(value));
    return lines.join(QLatin1Char('\n'));
}

bool PairsField::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::FocusOut)
        showProblem(parse(m_edit->toPlainText(), m_separator), false);
    return QWidget::eventFilter(watched, event);
}

void PairsField::read()
{
    const auto reading = parse(m_edit->toPlainText(), m_separator);
    showProblem(reading, true);
    if (reading.badLine >= 0 || reading.pairs == m_pairs)
        return;
    m_pairs = reading.pairs;
    emit edited();
}

void PairsField::showProblem(const Reading& reading, bool sparesCurrentLine)
{
    const bool isTyping = sparesCurrentLine && reading.badLine == m_edit->textCursor().blockNumber();
    m_problem->setVisible(reading.badLine >= 0 && !isTyping);
    if (reading.badLine < 0)
        return;
    m_problem->setText(
        reading.isRepeated
            ? tr("Line %1: this name stands above already.").arg(reading.badLine + 1)
            : tr("Line %1: write a name, “%2” and a value.").arg(reading.badLine + 1).arg(m_separator));
}

} // namespace meshsso::desktop
