#include "crypto/JwkSet.h"

#include "crypto/JwkReader.h"

#include <algorithm>

namespace meshsso::crypto {
namespace {

constexpr std::size_t maxBytes = std::size_t{256} * 1024;
constexpr std::size_t maxKeys = 100;

/// "keys[2] (kid \"abc\")", with the issuer's text made harmless.
std::string whereOf(std::size_t index, std::string_view keyId)
{
    auto where = "keys[" + std::to_string(index) + "]";
    if (!keyId.empty())
        where += " (kid " + json::serialize(json::string_view(keyId.substr(0, 80))) + ")";
    return where;
}

Finding explain(const json::object& jwk, const Error& error, std::string where)
{
    Finding finding;
    finding.where = std::move(where);
    finding.why = error.message;
    if (JwkReader::isPrivate(jwk)) {
        finding.code = "jwks.private-key";
        finding.severity = Severity::Error;
        finding.fix = "Replace this key at the identity provider at once and publish public members only.";
    } else if (error.code == ErrorCode::WeakKey) {
        finding.code = "jwks.weak-key";
        finding.severity = Severity::Warning;
        finding.fix = "Give the realm an RSA key of at least 2048 bits with exponent 65537, or an EC key.";
    } else if (error.code == ErrorCode::MalformedToken) {
        finding.code = "jwks.malformed-key";
        finding.severity = Severity::Warning;
        finding.fix =
            "Look at the key set the identity provider publishes; tokens signed with this key are refused.";
    } else if (JwkReader::isForOtherUse(jwk)) {
        finding.code = "jwks.not-for-signatures";
        finding.severity = Severity::Info;
        finding.fix = "Nothing to do: keys for encryption may stand in the same set.";
    } else {
        finding.code = "jwks.unsupported-key";
        finding.severity = Severity::Warning;
        finding.fix = "If tokens are signed with this key, choose RSA, P-256, P-384, P-521 or Ed25519.";
    }
    return finding;
}

struct IndexedKey
{
    Jwk key;
    std::size_t index;
    bool isAmbiguous = false;
};

bool shareAnAlgorithm(const Jwk& a, const Jwk& b)
{
    const auto& algorithms = a.algorithms();
    return std::any_of(algorithms.begin(), algorithms.end(), [&](JwsAlgorithm x) { return b.allows(x); });
}

void markAmbiguous(std::vector<IndexedKey>& keys)
{
    for (std::size_t i = 0; i < keys.size(); ++i) {
        for (std::size_t j = i + 1; j < keys.size(); ++j) {
            // Keys without a kid share nothing: a token without one is tried against all of them.
            if (keys[i].key.keyId().empty() || keys[i].key.keyId() != keys[j].key.keyId() ||
                !shareAnAlgorithm(keys[i].key, keys[j].key))
                continue;
            keys[i].isAmbiguous = true;
            keys[j].isAmbiguous = true;
        }
    }
}

} // namespace

Result<JwkSet> JwkSet::parse(std::string_view text, Findings* findings)
{
    auto document = parseJsonObject(text, maxBytes);
    if (!document)
        return fail(std::move(document).error());
    const auto* list = document->if_contains("keys");
    if (!list || !list->is_array())
        return fail(ErrorCode::ParseError, "the key set lacks the member keys, or it is not an array");
    const auto& array = list->as_array();
    if (array.size() > maxKeys)
        return fail(ErrorCode::TooLarge, "the key set holds more than 100 keys");

    Findings ignored;
    auto& report = findings ? *findings : ignored;
    std::vector<IndexedKey> read;
    for (std::size_t i = 0; i < array.size(); ++i) {
        const auto* object = array[i].if_object();
        if (!object) {
            report.push_back(explain({}, Error{ErrorCode::MalformedToken, "the entry is not an object", {}},
                                     whereOf(i, {})));
            continue;
        }
        auto key = Jwk::fromJson(*object);
        if (key)
            read.push_back({std::move(*key), i});
        else
            report.push_back(explain(*object, key.error(), whereOf(i, stringOr(*object, "kid"))));
    }

    markAmbiguous(read);
    std::vector<Jwk> usable;
    for (auto& entry : read) {
        if (!entry.isAmbiguous) {
            usable.push_back(std::move(entry.key));
            continue;
        }
        report.push_back({"jwks.duplicate-kid", Severity::Error, whereOf(entry.index, entry.key.keyId()),
                          "several keys have this kid and algorithm; none of them is used",
                          "Give each key of the identity provider a kid of its own."});
    }
    if (usable.empty())
        report.push_back(
            {"jwks.no-usable-key", Severity::Error, "keys",
             "the key set holds no key that can verify a signature, so every token will be refused",
             "Enable a signature key (for instance RS256) in the realm's key settings."});
    return JwkSet(std::move(usable));
}

std::vector<const Jwk*> JwkSet::candidates(std::string_view keyId, JwsAlgorithm algorithm) const
{
    std::vector<const Jwk*> found;
    for (const auto& key : m_keys) {
        if ((keyId.empty() || key.keyId() == keyId) && key.allows(algorithm))
            found.push_back(&key);
    }
    return found;
}

bool JwkSet::hasKeyId(std::string_view keyId) const noexcept
{
    return std::any_of(m_keys.begin(), m_keys.end(), [&](const Jwk& key) { return key.keyId() == keyId; });
}

} // namespace meshsso::crypto
