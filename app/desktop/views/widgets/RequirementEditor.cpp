#include "desktop/views/widgets/RequirementEditor.h"

#include "desktop/models/Text.h"
#include "desktop/views/Icons.h"
#include "desktop/views/Theme.h"
#include "desktop/views/widgets/CalmWheel.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

namespace meshsso::desktop {

using access::Requirement;
using Kind = Requirement::Kind;

namespace {

bool isGroup(const Requirement& requirement)
{
    return requirement.kind == Kind::AnyOf || requirement.kind == Kind::AllOf;
}

/// The root is always shown as a group; one condition alone stands in a group of one.
Requirement asGroup(const Requirement& requirement)
{
    if (isGroup(requirement))
        return requirement;
    Requirement group;
    group.kind = Kind::AllOf;
    group.parts.push_back(requirement);
    return group;
}

Requirement unwrapped(const Requirement& group)
{
    return group.parts.size() == 1 && !isGroup(group.parts.front()) ? group.parts.front() : group;
}

QLineEdit* makeEdit(const std::string& text, const QString& placeholder, const QString& name)
{
    auto* edit = new QLineEdit(toQString(text));
    edit->setPlaceholderText(placeholder);
    edit->setAccessibleName(name);
    return edit;
}

} // namespace

RequirementEditor::RequirementEditor(QWidget* parent) : QWidget(parent)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    m_requirement.kind = Kind::AllOf;
    rebuild();
}

Requirement RequirementEditor::requirement() const
{
    return unwrapped(m_requirement);
}

void RequirementEditor::setRequirement(const Requirement& requirement)
{
    if (unwrapped(m_requirement) == unwrapped(requirement))
        return;
    m_requirement = asGroup(requirement);
    rebuild();
}

void RequirementEditor::setRoles(const QStringList& roles)
{
    if (roles == m_roles)
        return;
    m_roles = roles;
    rebuild();
}

Requirement* RequirementEditor::at(const Path& path)
{
    auto* found = &m_requirement;
    for (const auto index : path) {
        if (index >= found->parts.size())
            return nullptr;
        found = &found->parts[index];
    }
    return found;
}

void RequirementEditor::changeShape(const Path& path, const std::function<void(Requirement&)>& change)
{
    QTimer::singleShot(0, this, [this, path, change] {
        auto* target = at(path);
        if (target == nullptr)
            return;
        change(*target);
        rebuild();
        emit edited(false);
    });
}

void RequirementEditor::changeValue(const Path& path, const std::function<void(Requirement&)>& change)
{
    if (auto* target = at(path)) {
        change(*target);
        emit edited(true);
    }
}

void RequirementEditor::rebuild()
{
    auto* rows = new QWidget;
    auto* column = new QVBoxLayout(rows);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(Theme::grid);
    addGroup(column, m_requirement, {});
    if (m_rows != nullptr) {
        layout()->removeWidget(m_rows);
        m_rows->hide();
        m_rows->deleteLater();
    }
    m_rows = rows;
    layout()->addWidget(rows);
    emit rebuilt();
}

void RequirementEditor::addGroup(QVBoxLayout* where, const Requirement& group, const Path& path)
{
    auto* head = new QHBoxLayout;
    head->setSpacing(Theme::grid);
    auto* mode = new QComboBox;
    calmWheel(mode);
    mode->addItems({tr("All of these"), tr("Any of these")});
    mode->setCurrentIndex(group.kind == Kind::AnyOf ? 1 : 0);
    mode->setAccessibleName(tr("How the conditions below combine"));
    connect(mode, &QComboBox::activated, this, [this, path](int index) {
        changeShape(path, [index](Requirement& r) { r.kind = index == 1 ? Kind::AnyOf : Kind::AllOf; });
    });
    head->addWidget(mode);
    auto* condition = new QPushButton(icon(QStringLiteral("plus")), tr("Condition"));
    condition->setAccessibleName(tr("Add a condition"));
    connect(condition, &QPushButton::clicked, this, [this, path] {
        changeShape(path, [](Requirement& r) {
            Requirement leaf;
            leaf.kind = Kind::Role;
            r.parts.push_back(std::move(leaf));
        });
    });
    head->addWidget(condition);
    if (static_cast<int>(path.size()) + 1 < maxDepth) {
        auto* inner = new QPushButton(icon(QStringLiteral("plus")), tr("Group"));
        inner->setAccessibleName(tr("Add a group of conditions"));
        connect(inner, &QPushButton::clicked, this, [this, path] {
            changeShape(path, [](Requirement& r) {
                Requirement leaf;
                leaf.kind = Kind::Role;
                Requirement nested;
                nested.kind = r.kind == Kind::AnyOf ? Kind::AllOf : Kind::AnyOf;
                nested.parts.push_back(std::move(leaf));
                r.parts.push_back(std::move(nested));
            });
        });
        head->addWidget(inner);
    }
    head->addStretch(1);
    if (!path.empty()) {
        auto* remove = new QToolButton;
        remove->setIcon(icon(QStringLiteral("trash-2")));
        remove->setToolTip(tr("Remove the group"));
        remove->setAccessibleName(tr("Remove the group"));
        connect(remove, &QToolButton::clicked, this, [this, path] {
            const Path parent(path.begin(), path.end() - 1);
            const auto index = static_cast<std::ptrdiff_t>(path.back());
            changeShape(parent, [index](Requirement& r) { r.parts.erase(r.parts.begin() + index); });
        });
        head->addWidget(remove);
    }
    where->addLayout(head);

    auto* inner = new QVBoxLayout;
    inner->setContentsMargins(Theme::grid * 3, 0, 0, 0);
    inner->setSpacing(Theme::grid);
    for (std::size_t i = 0; i < group.parts.size(); ++i) {
        auto below = path;
        below.push_back(i);
        if (isGroup(group.parts[i]))
            addGroup(inner, group.parts[i], below);
        else
            addLeaf(inner, group.parts[i], below);
    }
    where->addLayout(inner);
}

void RequirementEditor::addLeaf(QVBoxLayout* where, const Requirement& leaf, const Path& path)
{
    auto* row = new QHBoxLayout;
    row->setSpacing(Theme::grid);
    auto* kind = new QComboBox;
    calmWheel(kind);
    kind->addItems({tr("Role"), tr("Client role"), tr("Group"), tr("Claim equals"), tr("Claim contains"),
                    tr("Claim matches"), tr("Scope")});
    kind->setCurrentIndex(static_cast<int>(leaf.kind));
    kind->setAccessibleName(tr("Kind of condition"));
    connect(kind, &QComboBox::activated, this, [this, path](int index) {
        changeShape(path, [index](Requirement& r) { r.kind = static_cast<Kind>(index); });
    });
    row->addWidget(kind);

    const auto setName = [this, path](const QString& text) {
        changeValue(path, [&](Requirement& r) { r.name = toUtf8(text.trimmed()); });
    };
    const auto setValue = [this, path](const QString& text) {
        changeValue(path, [&](Requirement& r) { r.value = toUtf8(text); });
    };
    if (leaf.kind == Kind::ClientRole) {
        auto* client = makeEdit(leaf.client, tr("client"), tr("Client"));
        connect(client, &QLineEdit::textEdited, this, [this, path](const QString& text) {
            changeValue(path, [&](Requirement& r) { r.client = toUtf8(text.trimmed()); });
        });
        row->addWidget(client, 1);
    }
    if (leaf.kind == Kind::Role) {
        auto* role = new QComboBox;
        calmWheel(role);
        role->setEditable(true);
        role->setInsertPolicy(QComboBox::NoInsert);
        role->addItems(m_roles);
        role->setCurrentText(toQString(leaf.name));
        role->lineEdit()->setPlaceholderText(tr("role"));
        role->setAccessibleName(tr("Role"));
        role->setMinimumContentsLength(10);
        role->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        connect(role->lineEdit(), &QLineEdit::textEdited, this, setName);
        connect(role, &QComboBox::textActivated, this, setName);
        row->addWidget(role, 2);
    } else {
        const bool isClaim = leaf.kind >= Kind::ClaimEquals && leaf.kind <= Kind::ClaimMatches;
        const QString what = isClaim                    ? tr("claim path")
                             : leaf.kind == Kind::Scope ? tr("scope")
                             : leaf.kind == Kind::Group ? tr("/group")
                                                        : tr("role");
        auto* name = makeEdit(leaf.name, what, isClaim ? tr("Claim path") : tr("Name"));
        connect(name, &QLineEdit::textEdited, this, setName);
        row->addWidget(name, 1);
        if (isClaim) {
            auto* value =
                makeEdit(leaf.value, leaf.kind == Kind::ClaimMatches ? tr("regular expression") : tr("value"),
                         tr("Value"));
            connect(value, &QLineEdit::textEdited, this, setValue);
            row->addWidget(value, 1);
        }
    }
    auto* remove = new QToolButton;
    remove->setIcon(icon(QStringLiteral("x")));
    remove->setToolTip(tr("Remove the condition"));
    remove->setAccessibleName(tr("Remove the condition"));
    connect(remove, &QToolButton::clicked, this, [this, path] {
        const Path parent(path.begin(), path.end() - 1);
        const auto index = static_cast<std::ptrdiff_t>(path.back());
        changeShape(parent, [index](Requirement& r) { r.parts.erase(r.parts.begin() + index); });
    });
    row->addWidget(remove);
    where->addLayout(row);
}

} // namespace meshsso::desktop
