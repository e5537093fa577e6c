#include "desktop/views/widgets/Form.h"

#include "desktop/controllers/ProjectDocument.h"
#include "desktop/models/FindingText.h"
#include "desktop/models/Text.h"
#include "desktop/views/Icons.h"
#include "desktop/views/widgets/FileField.h"
#include "desktop/views/widgets/IconLabel.h"
#include "desktop/views/widgets/Label.h"
#include "desktop/views/widgets/SecretField.h"

#include <QCheckBox>
#include <QComboBox>
#include <QGridLayout>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QSpinBox>
#include <QStyle>
#include <QVBoxLayout>

namespace meshsso::desktop {

namespace {

/// A wheel turned over a form scrolls the page; it must not change a value on the way.
template<class Editor>
class CalmEditor final : public Editor
{
public:
    CalmEditor() { this->setFocusPolicy(Qt::StrongFocus); }

protected:
    void wheelEvent(QWheelEvent* event) override { event->ignore(); }
};

void setInvalid(QWidget* editor, bool invalid)
{
    if (editor->property("invalid").toBool() == invalid)
        return;
    editor->setProperty("invalid", invalid);
    editor->style()->unpolish(editor);
    editor->style()->polish(editor);
}

std::vector<std::string> linesOf(const QString& text)
{
    std::vector<std::string> lines;
    for (const auto& line : text.split(QLatin1Char('\n'))) {
        if (const auto trimmed = line.trimmed(); !trimmed.isEmpty())
            lines.push_back(toUtf8(trimmed));
    }
    return lines;
}

QString joined(const std::vector<std::string>& lines)
{
    QStringList list;
    for (const auto& line : lines)
        list.append(toQString(line));
    return list.join(QLatin1Char('\n'));
}

} // namespace

Field::Field(QString path, const QString& label, const QString& help, QWidget* editor, QWidget* parent)
    : QWidget(parent), m_path(std::move(path)), m_editor(editor)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    if (!label.isEmpty()) {
        auto* title = new Label(label, TextRole::Strong);
        title->setBuddy(editor);
        column->addWidget(title);
        editor->setAccessibleName(label);
    }
    column->addWidget(editor);
    m_messages = new QVBoxLayout;
    m_messages->setSpacing(2);
    column->addLayout(m_messages);
    m_help = new Label(help, TextRole::Small);
    column->addWidget(m_help);
    setHelp(help);
    column->addStretch(1);
}

void Field::setHelp(const QString& help)
{
    m_help->setText(help);
    m_help->setVisible(!help.isEmpty());
    m_editor->setAccessibleDescription(help);
}

void Field::setFindings(const Findings& findings)
{
    // Of an editor with parts, the one that is written into.
    setInvalid(m_editor->focusProxy() != nullptr ? m_editor->focusProxy() : m_editor, hasErrors(findings));
    QString digest;
    for (const auto& finding : findings)
        digest += toQString(finding.toString()) + QLatin1Char('\n');
    if (digest == m_shown)
        return;
    m_shown = digest;
    while (auto* item = m_messages->takeAt(0)) {
        if (item->widget() != nullptr)
            item->widget()->deleteLater();
        delete item;
    }
    for (const auto& finding : findings) {
        auto* message = new QWidget;
        auto* row = new QHBoxLayout(message);
        row->setContentsMargins(0, 0, 0, 0);
        row->setSpacing(6);
        auto* mark = new IconLabel(severityIconName(finding.severity), 16);
        mark->setSeverity(finding.severity);
        mark->setAccessibleName(severityText(finding.severity));
        row->addWidget(mark, 0, Qt::AlignTop);
        const auto text = findingText(finding);
        auto* label = new Label(text.title, TextRole::Small);
        label->setSeverity(finding.severity);
        label->setToolTip(text.fix + QLatin1Char('\n') + text.place);
        row->addWidget(label, 1);
        m_messages->addWidget(message);
    }
}

Form::Form(ProjectDocument& document, int columns, QWidget* parent)
    : QWidget(parent), m_document(document), m_grid(new QGridLayout(this)), m_columns(columns)
{
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(Theme::grid * 3);
    m_grid->setVerticalSpacing(Theme::grid * 2);
    for (int column = 0; column < columns; ++column)
        m_grid->setColumnStretch(column, 1);
    connect(&document, &ProjectDocument::changed, this, &Form::refresh);
    connect(&document, &ProjectDocument::stateChanged, this, &Form::refresh);
}

void Form::place(Field* field, bool wide)
{
    if (wide && m_column > 0)
        breakRow();
    m_grid->addWidget(field, m_row, m_column, 1, wide ? m_columns : 1);
    m_column += wide ? m_columns : 1;
    if (m_column >= m_columns)
        breakRow();
    m_fields.push_back(field);
    field->setFindings(m_document.findingsAt(toUtf8(field->path())));
    field->editor()->setEnabled(!m_document.isReadOnly());
}

void Form::breakRow()
{
    if (m_column == 0)
        return;
    ++m_row;
    m_column = 0;
}

void Form::refresh()
{
    for (const auto& refresher : m_refreshers)
        refresher();
    for (auto* field : m_fields) {
        field->setFindings(m_document.findingsAt(toUtf8(field->path())));
        field->editor()->setEnabled(!m_document.isReadOnly());
    }
}

bool Form::reveal(const QString& path)
{
    Field* best = nullptr;
    for (auto* field : m_fields) {
        if (ProjectDocument::isAtOrBelow(toUtf8(path), toUtf8(field->path())) &&
            (best == nullptr || field->path().size() > best->path().size()))
            best = field;
    }
    if (best == nullptr)
        return false;
    best->editor()->setFocus(Qt::OtherFocusReason);
    return true;
}

Field* Form::add(const Text& text)
{
    auto* edit = new QLineEdit;
    edit->setPlaceholderText(text.placeholder);
    edit->setText(toQString(text.get(m_document.project())));
    auto* field = new Field(text.path, text.label, text.help, edit);
    connect(edit, &QLineEdit::textEdited, this, [this, text](const QString& value) {
        m_document.edit(text.label, text.path,
                        [&](Project& project) { text.set(project, toUtf8(value.trimmed())); });
    });
    connect(edit, &QLineEdit::editingFinished, this, [this] { m_document.endMerge(); });
    m_refreshers.emplace_back([this, edit, text] {
        const QString value = toQString(text.get(m_document.project()));
        if (edit->text().trimmed() != value)
            edit->setText(value);
    });
    place(field, text.wide);
    return field;
}

Field* Form::add(const Number& number)
{
    auto* edit = new CalmEditor<QSpinBox>;
    edit->setRange(number.minimum, number.maximum);
    edit->setSuffix(number.suffix);
    edit->setValue(number.get(m_document.project()));
    auto* field = new Field(number.path, number.label, number.help, edit);
    connect(edit, &QSpinBox::valueChanged, this, [this, number](int value) {
        m_document.edit(number.label, number.path, [&](Project& project) { number.set(project, value); });
    });
    connect(edit, &QSpinBox::editingFinished, this, [this] { m_document.endMerge(); });
    m_refreshers.emplace_back([this, edit, number] {
        const QSignalBlocker blocker(edit);
        edit->setValue(number.get(m_document.project()));
    });
    place(field, false);
    return field;
}

Field* Form::add(const Choice& choice)
{
    auto* edit = new CalmEditor<QComboBox>;
    edit->addItems(choice.options);
    edit->setCurrentIndex(choice.get(m_document.project()));
    auto* field = new Field(choice.path, choice.label, choice.help, edit);
    connect(edit, &QComboBox::activated, this, [this, choice](int value) {
        m_document.edit(choice.label, {}, [&](Project& project) { choice.set(project, value); });
    });
    m_refreshers.emplace_back(
        [this, edit, choice] { edit->setCurrentIndex(choice.get(m_document.project())); });
    place(field, false);
    return field;
}

Field* Form::add(const Toggle& toggle)
{
    auto* edit = new QCheckBox(toggle.label);
    edit->setChecked(toggle.get(m_document.project()));
    auto* field = new Field(toggle.path, {}, toggle.help, edit);
    connect(edit, &QCheckBox::clicked, this, [this, toggle](bool value) {
        m_document.edit(toggle.label, {}, [&](Project& project) { toggle.set(project, value); });
    });
    m_refreshers.emplace_back([this, edit, toggle] { edit->setChecked(toggle.get(m_document.project())); });
    place(field, false);
    return field;
}

Field* Form::add(const List& list)
{
    auto* edit = new QPlainTextEdit;
    edit->setPlaceholderText(list.placeholder);
    edit->setTabChangesFocus(true);
    edit->setPlainText(joined(list.get(m_document.project())));
    edit->setFixedHeight(edit->fontMetrics().lineSpacing() * 3 + 2 * Theme::grid + 6);
    auto* field = new Field(list.path, list.label, list.help, edit);
    connect(edit, &QPlainTextEdit::textChanged, this, [this, edit, list] {
        m_document.edit(list.label, list.path,
                        [&](Project& project) { list.set(project, linesOf(edit->toPlainText())); });
    });
    m_refreshers.emplace_back([this, edit, list] {
        const auto value = list.get(m_document.project());
        if (linesOf(edit->toPlainText()) == value)
            return;
        const QSignalBlocker blocker(edit);
        edit->setPlainText(joined(value));
    });
    place(field, false);
    return field;
}

Field* Form::add(const Pairs& pairs)
{
    auto* edit = new PairsField(pairs.label, pairs.separator, pairs.placeholder);
    edit->setPairs(pairs.get(m_document.project()));
    auto* field = new Field(pairs.path, pairs.label, pairs.help, edit);
    connect(edit, &PairsField::edited, this, [this, edit, pairs] {
        m_document.edit(pairs.label, pairs.path,
                        [&](Project& project) { pairs.set(project, edit->pairs()); });
    });
    m_refreshers.emplace_back([this, edit, pairs] { edit->setPairs(pairs.get(m_document.project())); });
    place(field, false);
    return field;
}

Field* Form::add(const Ticks& ticks)
{
    auto* edit = new TickList(ticks.options);
    edit->setChosen(ticks.get(m_document.project()));
    auto* field = new Field(ticks.path, ticks.label, ticks.help, edit);
    connect(edit, &TickList::chosenChanged, this, [this, edit, ticks] {
        m_document.edit(ticks.label, {}, [&](Project& project) { ticks.set(project, edit->chosen()); });
    });
    m_refreshers.emplace_back([this, edit, ticks] { edit->setChosen(ticks.get(m_document.project())); });
    place(field, false);
    return field;
}

Field* Form::add(const File& file, Dialogs& dialogs)
{
    auto* edit = new FileField(m_document, dialogs, file.label, file.filter);
    edit->setPath(toQString(file.get(m_document.project())));
    auto* field = new Field(file.path, file.label, file.help, edit);
    connect(edit, &FileField::chosen, this, [this, file](const QString& path) {
        m_document.edit(file.label, {}, [&](Project& project) { file.set(project, toUtf8(path)); });
    });
    m_refreshers.emplace_back(
        [this, edit, file] { edit->setPath(toQString(file.get(m_document.project()))); });
    place(field, false);
    return field;
}

Field* Form::add(const Secret& secret, SecretsController& secrets)
{
    auto* edit = new SecretField(secrets, secret.label, secret.purpose, secret.canGenerate);
    edit->setReference(secret.get(m_document.project()));
    auto* field = new Field(secret.path, secret.label, secret.help, edit);
    connect(edit, &SecretField::referenceChosen, this, [this, edit, secret] {
        m_document.edit(secret.label, {}, [&](Project& project) { secret.set(project, edit->reference()); });
    });
    m_refreshers.emplace_back([this, edit, secret] { edit->setReference(secret.get(m_document.project())); });
    place(field, false);
    return field;
}

Field* Form::addCustom(const QString& path, const QString& label, const QString& help, QWidget* editor,
                       bool wide)
{
    auto* field = new Field(path, label, help, editor);
    place(field, wide);
    return field;
}

} // namespace meshsso::desktop
