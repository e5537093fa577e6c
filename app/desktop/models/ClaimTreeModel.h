#pragma once

#include "keycloak/Evaluate.h"
#include "login/TokenInspection.h"

#include <QStandardItemModel>
#include <map>

namespace meshsso::desktop {

/// A token taken apart: header, payload with its claims below each other, signature. Each row knows which
/// characters of the raw token hold it.
class ClaimTreeModel final : public QStandardItemModel
{
    Q_OBJECT
public:
    enum Column { Claim, Value, Meaning, ColumnCount };
    enum Role {
        PathRole = Qt::UserRole, ///< "realm_access.roles"; empty for the parts
        OffsetRole,              ///< into the raw token, in characters
        LengthRole,
        FullValueRole,   ///< displayable, not cut
        ExplanationRole, ///< empty: unknown claim
        OriginRole,      ///< which mapper produced it; empty: not known
        TimeRole,        ///< seconds since 1970, or invalid
        TokenPartRole,   ///< 0 header, 1 payload, 2 signature
    };

    explicit ClaimTreeModel(QObject* parent = nullptr);

    /// text is what was inspected. origins: of the last Evaluate; may be empty.
    void show(const login::TokenInspection& token, std::string_view text,
              const std::vector<keycloak::ClaimOrigin>& origins);
    void clearToken();
    /// The row that holds that character of the raw token; the part's when no claim does.
    QModelIndex rowAt(int character) const;

private:
    QStandardItem* addPart(const QString& title, int part, login::ByteRange range, std::size_t tokenOffset);
    void addMembers(QStandardItem* part, int number, const std::vector<login::TokenClaim>& members,
                    std::string_view encoded, std::size_t offset,
                    const std::vector<keycloak::ClaimOrigin>& origins);
};

/// "mapper audience in client scope meshsso-audience", one line an origin; empty: not known.
QString originText(const std::string& path, const std::vector<keycloak::ClaimOrigin>& origins);

} // namespace meshsso::desktop
