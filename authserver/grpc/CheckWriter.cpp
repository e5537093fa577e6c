#include "grpc/CheckWriter.h"

#include "core/Json.h"
#include "core/Text.h"
#include <ext_authz.pb.h>

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

void writeIdentity(const session::OpenedSession& opened, const serverconfig::ServerConfig& config,
                   v3::CheckResponse& response)
{
    const auto& session = opened.session;
    auto& fields = *response.mutable_dynamic_metadata()->mutable_fields();
    const auto issuer = stringOr(opened.claims, "iss");
    put(fields, "iss", issuer.empty() ? std::string_view(config.provider.issuer) : issuer);
    put(fields, "sub", session.subject);
    put(fields, "sid", session.providerSession);
    put(fields, "preferred_username", session.username);
    put(fields, "email", session.email);
    put(fields, "groups", session.groups);
    put(fields, "roles", session.roles);
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
