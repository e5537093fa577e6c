#include "desktop/models/ClaimTreeModel.h"

#include "core/Encoding.h"
#include "desktop/models/BackendText.h"
#include "desktop/models/ClaimSpans.h"
#include "desktop/models/Text.h"
#include "desktop/models/TokenText.h"

#include <QFont>

namespace meshsso::desktop {

namespace {

constexpr qsizetype cellLength = 200;

QStandardItem* cell(const QString& text)
{
    auto* item = new QStandardItem(text);
    item->setEditable(false);
    return item;
}

bool isBelow(std::string_view path, std::string_view parent)
{
    return path.size() > parent.size() && path.starts_with(parent) && path[parent.size()] == '.';
}

} // namespace

ClaimTreeModel::ClaimTreeModel(QObject* parent) : QStandardItemModel(parent)
{
    setColumnCount(ColumnCount);
}

QString originText(const std::string& path, const std::vector<keycloak::ClaimOrigin>& origins)
{
    QStringList lines;
    for (const auto& origin : origins) {
        if (origin.claim != path && !isBelow(path, origin.claim))
            continue;
        if (origin.mapper.empty())
            lines.append(ClaimTreeModel::tr("Keycloak itself, without a mapper"));
        else if (origin.isOfClient)
            lines.append(ClaimTreeModel::tr("mapper %1 of client %2")
                             .arg(displayable(origin.mapper, 80), displayable(origin.container, 80)));
        else
            lines.append(ClaimTreeModel::tr("mapper %1 in client scope %2")
                             .arg(displayable(origin.mapper, 80), displayable(origin.container, 80)));
    }
    lines.removeDuplicates();
    return lines.join(QLatin1Char('\n'));
}

void ClaimTreeModel::clearToken()
{
    removeRows(0, rowCount());
}

QStandardItem* ClaimTreeModel::addPart(const QString& title, int part, login::ByteRange range,
                                       std::size_t tokenOffset)
{
    auto* item = cell(title);
    QFont bold = item->font();
    bold.setWeight(QFont::DemiBold);
    item->setFont(bold);
    item->setData(part, TokenPartRole);
    item->setData(static_cast<int>(range.offset - tokenOffset), OffsetRole);
    item->setData(static_cast<int>(range.length), LengthRole);
    appendRow({item, cell({}), cell({})});
    return item;
}

void ClaimTreeModel::addMembers(QStandardItem* part, int number,
                                const std::vector<login::TokenClaim>& members, std::string_view encoded,
                                std::size_t offset, const std::vector<keycloak::ClaimOrigin>& origins)
{
    const auto decoded = base64UrlDecode(encoded);
    const auto spans = decoded ? memberSpans(*decoded) : std::vector<MemberSpan>();
    std::size_t nextSpan = 0;
    MemberSpan span;
    std::vector<QStandardItem*> parents{part};
    for (const auto& member : members) {
        const auto depth = static_cast<std::size_t>(std::max(member.depth, 0));
        if (depth == 0 && nextSpan < spans.size()) {
            span = encodedSpan(spans[nextSpan]);
            ++nextSpan;
        }
        parents.resize(std::min(depth + 1, parents.size()));
        auto* name = cell(displayable(member.name, cellLength));
        const QString value = member.time ? localTime(*member.time) : displayable(member.value, cellLength);
        const QString explanation = member.explanation.empty() ? QString() : backendText(member.explanation);
        const QString origin = number == 1 ? originText(member.path, origins) : QString();
        name->setData(toQString(member.path), PathRole);
        name->setData(number, TokenPartRole);
        name->setData(static_cast<int>(offset + span.offset), OffsetRole);
        name->setData(static_cast<int>(span.length), LengthRole);
        name->setData(displayable(member.value, 20'000), FullValueRole);
        name->setData(explanation, ExplanationRole);
        name->setData(origin, OriginRole);
        if (member.time)
            name->setData(QVariant::fromValue<qint64>(toUnixSeconds(*member.time)), TimeRole);
        auto* valueCell = cell(value);
        valueCell->setToolTip(displayable(member.value, 1000));
        auto* meaning = cell(explanation);
        meaning->setToolTip(origin.isEmpty() ? explanation : explanation + QLatin1Char('\n') + origin);
        parents.back()->appendRow({name, valueCell, meaning});
        parents.push_back(name);
    }
}

void ClaimTreeModel::show(const login::TokenInspection& token, std::string_view text,
                          const std::vector<keycloak::ClaimOrigin>& origins)
{
    clearToken();
    setHorizontalHeaderLabels({tr("Claim"), tr("Value"), tr("What it means")});
    if (token.form != login::TokenForm::Jws)
        return;
    const auto start = token.token.offset;
    auto* header = addPart(tr("Header"), 0, token.headerPart, start);
    addMembers(header, 0, token.headerMembers, token.headerPart.of(text), token.headerPart.offset - start,
               {});
    auto* payload = addPart(tr("Payload"), 1, token.payloadPart, start);
    addMembers(payload, 1, token.claims, token.payloadPart.of(text), token.payloadPart.offset - start,
               origins);
    addPart(tr("Signature"), 2, token.signaturePart, start);
}

QModelIndex ClaimTreeModel::rowAt(int character) const
{
    for (int row = 0; row < rowCount(); ++row) {
        const auto part = index(row, 0);
        const auto holds = [character](const QModelIndex& candidate) {
            const int first = candidate.data(OffsetRole).toInt();
            return character >= first && character < first + candidate.data(LengthRole).toInt();
        };
        if (!holds(part))
            continue;
        for (int child = 0; child < rowCount(part); ++child) {
            if (const auto candidate = index(child, 0, part); holds(candidate))
                return candidate;
        }
        return part;
    }
    return {};
}

} // namespace meshsso::desktop
