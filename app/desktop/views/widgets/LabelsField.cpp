#include "desktop/views/widgets/LabelsField.h"

#include "desktop/models/Text.h"
#include "desktop/views/widgets/Label.h"

#include <QLineEdit>
#include <QVBoxLayout>

namespace meshsso::desktop {

LabelsField::LabelsField(const QString& label, QWidget* parent)
    : QWidget(parent), m_edit(new QLineEdit), m_problem(new Label({}, TextRole::Small))
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    m_edit->setAccessibleName(label);
    m_edit->setPlaceholderText(QStringLiteral("label=value"));
    m_problem->setSeverity(Severity::Error);
    m_problem->hide();
    column->addWidget(m_edit);
    column->addWidget(m_problem);
    setFocusProxy(m_edit);
    connect(m_edit, &QLineEdit::editingFinished, this, &LabelsField::commit);
    connect(m_edit, &QLineEdit::textEdited, m_problem, &QWidget::hide);
}

void LabelsField::setLabels(const Labels& labels)
{
    if (labels == m_labels && !m_edit->text().isEmpty())
        return;
    m_labels = labels;
    m_edit->setText(format(labels));
    m_edit->setCursorPosition(0);
    m_problem->hide();
}

std::optional<LabelsField::Labels> LabelsField::parse(const QString& text)
{
    Labels labels;
    for (const auto& part : text.split(QLatin1Char(','), Qt::SkipEmptyParts)) {
        const QString trimmed = part.trimmed();
        if (trimmed.isEmpty())
            continue;
        const auto equals = trimmed.indexOf(QLatin1Char('='));
        if (equals <= 0)
            return std::nullopt;
        labels[toUtf8(trimmed.left(equals).trimmed())] = toUtf8(trimmed.mid(equals + 1).trimmed());
    }
    return labels;
}

QString LabelsField::format(const Labels& labels)
{
    QStringList parts;
    for (const auto& [label, value] : labels)
        parts.append(toQString(label) + QLatin1Char('=') + toQString(value));
    return parts.join(QStringLiteral(", "));
}

void LabelsField::commit()
{
    const auto labels = parse(m_edit->text());
    m_problem->setVisible(!labels);
    if (!labels) {
        m_problem->setText(tr("Write label=value; several with commas between them."));
        return;
    }
    if (*labels == m_labels)
        return;
    m_labels = *labels;
    emit edited();
}

} // namespace meshsso::desktop
