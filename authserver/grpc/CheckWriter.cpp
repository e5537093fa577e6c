#include "grpc/CheckWriter.h"

#include "core/Json.h"
#include "core/Text.h"
#include "engine/IdentityClaims.h"
#include <ext_authz.pb.h>

#include <algorithm>

namespace meshsso::grpcapi {
namespace {

namespace v3 = envoy::service::auth::v3;
using Options = google::protobuf::RepeatedPtrField<v3::HeaderValueOption>;
using Fields = google::protobuf::Map<std::string, google::protobuf::Value>;

// google.rpc.Code
constexpr int codeOk = 0;
constexpr int codePermissionDenied = 7;
constexpr int codeUnavailable = 14;
constexpr int codeUnauthenticated = 16;

/// A gateway drops the whole answer for one string that is not UTF-8.
bool isWritable(std::string_view text)
{
    return !hasControlCharacters(text) && isValidUtf8(text);
}

v3::HeaderValueOption& add(Options& options, std::string_view name, std::string value)
{
    auto& option = *options.Add();
    auto& header = *option.mutable_header();
    header.set_key(name.data(), name.size());
    header.set_value(std::move(value));
    return option;
}

void set(Options& options, std::string_view name, std::string value)
{
    add(options, name, std::move(value)).set_append_action(v3::HeaderValueOption::OVERWRITE_IF_EXISTS_OR_ADD);
}

void put(Fields& fields, const char* name, std::string_view text)
{
    if (!text.empty() && isValidUtf8(text))
        fields[name].set_string_value(std::string(text));
}

void put(Fields& fields, const char* name, const std::vector<std::string>& texts)
{
    auto& list = *fields[name].mutable_list_value();
    for (const auto& text : texts) {
        if (isValidUtf8(text))
            list.add_values()->set_string_value(text);
    }
}

bool take(std::size_t bytes, std::size_t& left) noexcept
{
    if (bytes > left)
        return false;
    left -= bytes;
    return true;
}

/// False if it does not fit into what is left, or holds what is no text.
bool fill(google::protobuf::Value& out, const json::value& claim, std::size_t& left)
{
    constexpr std::size_t overhead = 8; // of any value, about
    if (!take(overhead, left))
        return false;
    if (const auto* text = claim.if_string()) {
        out.set_string_value(text->data(), text->size());
        return isValidUtf8(*text) && take(text->size(), left);
    }
    if (const auto* array = claim.if_array()) {
        auto& list = *out.mutable_list_value();
        return std::all_of(array->begin(), array->end(), [&](const json::value& element) {
            return fill(*list.add_values(), element, left);
        });
    }
    if (const auto* object = claim.if_object()) {
        auto& fields = *out.mutable_struct_value()->mutable_fields();
        return std::all_of(object->begin(), object->end(), [&](const json::key_value_pair& member) {
            return isValidUtf8(member.key()) && take(member.key().size(), left) &&
                   fill(fields[std::string(member.key())], member.value(), left);
        });
    }
    if (claim.is_bool())
        out.set_bool_value(claim.get_bool());
    else if (claim.is_number())
        out.set_number_value(claim.to_number<double>());
    else
        out.set_null_value(google::protobuf::NULL_VALUE);
    return true;
}

void putClaim(Fields& fields, const std::string& name, const json::value* claim, std::size_t& left)
{
    google::protobuf::Value value;
    auto rest = left;
    if (!claim || !fill(value, *claim, rest))
        return;
    left = rest;
    fields[name] = std::move(value);
}

int codeOf(engine::DecisionKind kind)
{
    switch (kind) {
    case engine::DecisionKind::Login:
    case engine::DecisionKind::Unauthorized:
        return codeUnauthenticated;
    case engine::DecisionKind::Unavailable:
        return codeUnavailable;
    default:
        return codePermissionDenied;
    }
}

} // namespace

void writeAllowed(const engine::AuthDecision& decision, v3::CheckResponse& response)
{
    response.mutable_status()->set_code(codeOk);
    auto& ok = *response.mutable_ok_response();
    ok.mutable_headers()->Reserve(static_cast<int>(decision.headersToSet.size()));
    for (const auto& header : decision.headersToSet) {
        if (isWritable(header.value))
            set(*ok.mutable_headers(), header.name, header.value);
        else
            ok.add_headers_to_remove(header.name.data(), header.name.size());
    }
    ok.mutable_headers_to_remove()->Reserve(static_cast<int>(decision.headersToRemove.size()));
    for (const auto name : decision.headersToRemove)
        ok.add_headers_to_remove(name.data(), name.size());
    for (const auto& cookie : decision.setCookies) {
        // Gateways that do not know append_action yet would overwrite the application's cookies.
        if (isWritable(cookie))
            add(*ok.mutable_response_headers_to_add(), "set-cookie", cookie)
                .mutable_append()
                ->set_value(true);
    }
}

void writeIdentity(const session::OpenedSession& opened, const engine::Settings& settings,
                   v3::CheckResponse& response)
{
    const auto& session = opened.session;
    auto& fields = *response.mutable_dynamic_metadata()->mutable_fields();
    put(fields, "iss", engine::issuerOf(opened, settings));
    put(fields, "sub", session.subject);
    put(fields, "sid", session.providerSession);
    put(fields, "preferred_username", session.username);
    put(fields, "email", session.email);
    put(fields, "groups", session.groups);
    put(fields, "roles", session.roles);
    auto left = maxClaimBytes;
    for (const auto* name : {"scope", "azp"})
        putClaim(fields, name, opened.claims.if_contains(name), left);
    const auto mapped = engine::mappedClaims(opened, settings);
    if (mapped.empty())
        return;
    auto& claims = *fields["claims"].mutable_struct_value()->mutable_fields();
    for (const auto& claim : mapped)
        putClaim(claims, std::string(claim.path), claim.value, left);
}

void writeDenied(engine::DecisionKind kind, engine::HttpReply reply, v3::CheckResponse& response)
{
    response.mutable_status()->set_code(codeOf(kind));
    auto& denied = *response.mutable_denied_response();
    denied.mutable_status()->set_code(reply.status);
    for (auto& [name, value] : reply.headers) {
        if (!isWritable(value))
            continue;
        // Added one by one, which those older gateways do here unless append is set.
        if (name == "set-cookie")
            add(*denied.mutable_headers(), name, std::move(value));
        else
            set(*denied.mutable_headers(), name, std::move(value));
    }
    if (!reply.body.empty() && isValidUtf8(reply.body)) {
        set(*denied.mutable_headers(), "content-type", reply.contentType);
        denied.set_body(std::move(reply.body));
    }
}

} // namespace meshsso::grpcapi
