#include "migrate/AsmImport.h"

#include "access/AccessEvaluator.h"
#include "core/Text.h"
#include "migrate/ImportModel.h"
#include "migrate/OptionSet.h"
#include "migrate/SourceDocument.h"
#include "serverconfig/ServerConfigFile.h"

#include <algorithm>
#include <map>

namespace meshsso::migrate {
namespace {

constexpr int maxDepth = 16;

bool isProviderName(std::string_view name)
{
    return name.starts_with("httpextauth-") || name.starts_with("grpcextauth-");
}

/// A placeholder of Terraform or of our own export: no secret.
bool isPlaceholder(std::string_view text)
{
    return text.find("${") != std::string_view::npos || text.starts_with("REPLACE-");
}

/// One walk over what ASM was told.
class Import
{
public:
    explicit Import(ImportModel& model) : m_model(model), m_report(model.report()) {}

    /// Looks for settings wherever they stand in a document: their forms differ in what is around them.
    void look(const json::object& object, const std::string& where, int depth)
    {
        if (depth > maxDepth)
            return;
        SourceFields fields(object, where, m_report);
        if (fields.text("kind") == "AuthorizationPolicy") {
            policy(fields);
            return;
        }
        for (const char* name : {"name", "extension_provider_name"}) {
            if (const auto text = fields.text(name); isProviderName(text))
                m_provider = text;
        }
        for (const char* name : {"issuerURI", "issuerURL", "issuer"}) { // settings, and a policy's
            if (fields.has(name) && fields.has("clientID")) {
                settings(fields, name);
                return;
            }
        }
        const bool isEntry = isProviderEntry(fields);
        if (isEntry)
            entry(fields);
        for (const auto& member : object)
            lookInside(member.value(), fields.where(member.key()), depth, isEntry);
    }

    bool finish()
    {
        auto& authorization = m_model.project().authorization;
        if (!m_provider.empty()) {
            authorization.provider = m_provider;
            if (m_provider.starts_with("grpc"))
                authorization.protocol = project::CheckProtocol::Grpc;
        }
        if (m_hasSettings && m_model.options().output == OutputKind::Project) {
            m_model.project().clusters.target = project::Target::Asm;
            m_report.different("clusters.target", "the project keeps the service that ASM runs",
                               "say clusters.target: istio to put our own server in its place");
        }
        for (const auto& [header, where] : m_upstreamHeaders) {
            const auto ours = serverconfig::providerHeaders(m_model.config()).upstreamOnAllow;
            if (std::find(ours.begin(), ours.end(), header) == ours.end())
                m_report.changed(where, "applications do not get " + header + " from this server",
                                 "map a claim to that header with claimHeaders");
        }
        return m_hasSettings || !m_provider.empty();
    }

private:
    void lookInside(const json::value& value, std::string where, int depth, bool isEntry)
    {
        if (value.is_object()) {
            where.pop_back();
            look(value.get_object(), where, depth + 1);
        } else if (value.is_array() && !isEntry) {
            where.pop_back();
            std::size_t index = 0;
            for (const auto& item : value.get_array()) {
                if (item.is_object())
                    look(item.get_object(), where + "[" + std::to_string(index) + "]", depth + 1);
                ++index;
            }
        } else if (value.is_string()) { // JSON or YAML inside: Terraform's config, a ConfigMap's mesh
            const std::string_view text(value.get_string().data(), value.get_string().size());
            if (text.find("clientID") == std::string_view::npos &&
                text.find("extensionProviders") == std::string_view::npos)
                return;
            where.pop_back();
            if (auto inner = readDocuments({where, std::string(text)})) {
                for (const auto& document : *inner)
                    look(document, where, depth + 1);
            }
        }
    }

    static bool isProviderEntry(SourceFields& fields)
    {
        return fields.has("service") && (fields.has("port") || fields.has("headersToUpstreamOnAllow") ||
                                         fields.has("includeRequestHeadersInCheck"));
    }

    /// The part that Envoy's filter reads.
    void entry(SourceFields& fields)
    {
        if (fields.flag("failOpen"))
            m_report.dangerous(fields.where("failOpen"),
                               "when the service is down everybody would come in; it was not carried over",
                               "nothing to do: without an answer nobody comes in");
        if (const auto status = fields.text("statusOnError"); status.starts_with("2") || status == "OK")
            m_report.dangerous(fields.where("statusOnError"),
                               "an error of the service would look like success; it was not carried over",
                               "nothing to do: errors are answered with 503");
        if (const auto text = fields.text("timeout"); !text.empty()) {
            const auto timeout = parseGoDuration(text);
            if (timeout && *timeout >= std::chrono::seconds(1) && *timeout <= std::chrono::seconds(30))
                m_model.project().authorization.timeout = *timeout;
            else
                m_report.changed(fields.where("timeout"), "a check may take 2 seconds here",
                                 "set authorization.timeout if that is too short");
        }
        for (const auto& header : fields.list("headersToUpstreamOnAllow"))
            m_upstreamHeaders.emplace_back(toLowerAscii(header), fields.where("headersToUpstreamOnAllow"));
        for (const char* name :
             {"headersToUpstreamOnAllow", "includeRequestHeadersInCheck", "includeHeadersInCheck",
              "headersToDownstreamOnAllow", "headersToDownstreamOnDeny", "pathPrefix"}) {
            if (fields.has(name))
                m_report.different(fields.where(name), "this follows from the project", "nothing to do");
        }
        if (fields.has("includeAdditionalHeadersInCheck"))
            m_report.noEquivalent(fields.where("includeAdditionalHeadersInCheck"),
                                  "no headers are added to checks",
                                  "nothing to do, unless another service reads them");
        if (fields.has("includeRequestBodyInCheck"))
            m_report.notNeeded(fields.where("includeRequestBodyInCheck"),
                               "no rule looks at a request's body");
        if (fields.has("clearRouteCache"))
            m_report.noEquivalent(fields.where("clearRouteCache"),
                                  "the gateway keeps the route that it chose before the check",
                                  "nothing to do, unless routes depend on headers of the answer");
        // Read elsewhere: what the entry is called, and the settings in it.
        for (const char* name :
             {"service", "port", "name", "type", "extension_provider_name", "config", "oidc"})
            (void)fields.find(name);
        fields.finish();
    }

    void settings(SourceFields& fields, std::string_view issuer)
    {
        if (m_hasSettings) {
            m_report.noEquivalent(fields.where(issuer), "these are the settings of a second provider",
                                  "import them into a project of their own");
            return;
        }
        m_hasSettings = true;
        auto& config = m_model.config();
        m_model.setIssuer(fields.text(issuer), fields.where(issuer));
        config.provider.clientId = fields.text("clientID");
        const auto secret = fields.text("clientSecret");
        config.provider.clientSecret =
            m_model.referTo("client secret", "client-secret", !secret.empty() && !isPlaceholder(secret),
                            fields.where("clientSecret"));
        auto scopes = fields.list("scopes");
        if (scopes.size() == 1) { // "openid profile" or "openid,profile" as one text
            std::string text = scopes.front();
            std::replace(text.begin(), text.end(), ',', ' ');
            scopes.clear();
            for (const auto part : split(text, ' '))
                scopes.emplace_back(part);
        }
        if (!scopes.empty())
            m_model.setScopes(std::move(scopes));
        (void)fields.text("cookieSecret");
        m_model.setCookieSecret(fields.where("cookieSecret"));
        if (const auto text = fields.text("cookieExpire"); !text.empty()) {
            if (const auto lifetime = parseGoDuration(text))
                m_model.setLifetime(*lifetime, fields.where("cookieExpire"));
            else
                m_report.unreadable(fields.where("cookieExpire"), "this is no duration", "write 8h");
        }
        if (fields.has("cookieRefresh"))
            m_report.different(fields.where("cookieRefresh"),
                               "tokens are refreshed shortly before they expire, whatever the session's age",
                               "nothing to do");
        // As oauth2-proxy, which it runs: told to refresh nothing, it never asks the provider again.
        if (!fields.has("cookieRefresh") || !isZeroDuration(fields.text("cookieRefresh")))
            m_model.endSessionsInOutages(fields.where("cookieRefresh"));
        redirect(fields);
        fields.finish();
    }

    void redirect(SourceFields& fields)
    {
        auto protocol = toLowerAscii(fields.text("redirectProtocol"));
        const auto domain = fields.text("redirectDomain");
        if (protocol != "http")
            protocol = "https";
        if (!domain.empty())
            m_model.setRedirectUri(protocol + "://" + domain + "/oauth2/callback",
                                   fields.where("redirectDomain"));
    }

    /// The policy that asks the provider: what it leaves out is public.
    void policy(SourceFields& fields)
    {
        for (const char* name : {"apiVersion", "metadata", "status"})
            (void)fields.find(name);
        auto spec = fields.map("spec");
        fields.finish();
        if (!spec)
            return;
        if (spec->text("action") != "CUSTOM") {
            m_report.noEquivalent(spec->where("action"),
                                  "this policy asks no provider; nothing was made of it",
                                  "keep it in the mesh, or write access rules that say the same");
            return;
        }
        if (auto provider = spec->map("provider")) {
            if (isProviderName(provider->text("name")))
                m_provider = provider->text("name");
            provider->finish();
        }
        chosen(*spec);
        auto rules = spec->maps("rules");
        spec->finish();
        std::size_t operations = 0;
        for (auto& rule : rules)
            operations += rule.maps("to").size();
        for (auto& rule : rules) {
            for (const char* name : {"from", "when"}) {
                if (rule.has(name))
                    limited(rule.where(name));
            }
            for (auto& to : rule.maps("to")) {
                if (auto operation = to.map("operation"))
                    this->operation(*operation, operations == 1 && rules.size() == 1);
                to.finish();
            }
            rule.finish();
        }
    }

    /// The pods at which the policy asks.
    void chosen(SourceFields& spec)
    {
        if (auto selector = spec.map("selector")) {
            std::map<std::string, std::string> labels;
            if (auto given = selector->map("matchLabels")) {
                for (const auto& label : given->object())
                    labels[std::string(label.key())] = scalarText(label.value());
            }
            selector->finish();
            setGatewayPods(std::move(labels), spec.where("selector"));
        }
        for (const char* name : {"targetRef", "targetRefs"}) {
            if (spec.has(name))
                m_report.noEquivalent(spec.where(name), "a policy chooses pods by their labels here",
                                      "set gateway.policySelector to labels of the gateway's pods");
        }
    }

    void setGatewayPods(std::map<std::string, std::string> labels, std::string where)
    {
        auto& gateway = m_model.project().gateway;
        if (m_model.options().output == OutputKind::Server) {
            m_report.notNeeded(std::move(where), "which pods ask is said in the mesh");
        } else if (labels.empty() || labels == gateway.policySelector) {
            m_report.different(std::move(where),
                               "these are the pods that the project takes for the gateway's",
                               "nothing to do");
        } else {
            gateway.selector = labels;
            gateway.policySelector = std::move(labels);
            m_report.changed(std::move(where),
                             "the project takes the pods that the policy selects for the gateway's",
                             "if they are an application's, set gateway.selector and gateway.policySelector "
                             "to labels of the gateway's pods");
        }
    }

    void operation(SourceFields& operation, bool isOnly)
    {
        for (const char* name : {"paths", "methods", "notMethods", "notHosts", "ports"}) {
            if (operation.has(name))
                limited(operation.where(name));
        }
        for (const auto& host : operation.list("hosts")) {
            if (host.find('*') == std::string::npos)
                m_model.allowHost(toLowerAscii(host));
            else
                limited(operation.where("hosts"));
        }
        for (const auto& path : operation.list("notPaths"))
            openPath(path, operation.where("notPaths"), isOnly);
        if (operation.has("notPorts"))
            m_report.different(operation.where("notPorts"),
                               "the gateway's plain http port is left out of the policy here too",
                               "see that no application is served there");
        operation.finish();
    }

    void limited(std::string where)
    {
        m_report.dangerous(std::move(where),
                           "only these requests needed a login, and every other was open; every one needs it "
                           "here",
                           "write public rules for the paths that must be open");
    }

    /// "/exact" or "/prefix*". Only if no other operation asks for a login there.
    void openPath(const std::string& path, const std::string& where, bool isOnly)
    {
        if (path == "/oauth2" || path.starts_with("/oauth2/"))
            return; // our own pages
        auto plain = path;
        const bool isPrefix = plain.ends_with('*');
        while (isPrefix && (plain.ends_with('*') || plain.ends_with('/')))
            plain.pop_back();
        const auto normal = access::normalisePath(plain);
        if (!isOnly || !normal || *normal != plain || plain == "/" ||
            plain.find_first_of("*{}") != std::string::npos) {
            m_report.noEquivalent(where, "no rule was made of a path that needed no login",
                                  "write a public rule for the path that it is meant for");
            return;
        }
        if (isPrefix)
            m_report.changed(where, "a prefix compares whole segments",
                             "compare the rule with what must be open");
        m_model.addPublicRule(
            {{isPrefix ? access::PathPattern::Kind::Prefix : access::PathPattern::Kind::Exact, plain}}, {});
    }

    ImportModel& m_model;
    ImportReport& m_report;
    std::string m_provider;
    bool m_hasSettings = false;
    std::vector<std::pair<std::string, std::string>> m_upstreamHeaders;
};

} // namespace

Result<ImportResult> importAsm(const std::vector<SourceText>& sources, const ImportOptions& options)
{
    ImportModel model(options);
    Import import(model);
    for (const auto& source : sources) {
        auto documents = readDocuments(source);
        if (!documents)
            return fail(std::move(documents).error());
        for (const auto& document : *documents)
            import.look(document, source.name, 0);
    }
    if (!import.finish())
        return fail(
            ErrorCode::InvalidArgument,
            "no provider of ASM is in the source. Fix: hand over its settings as ASM's console, API or "
            "Terraform shows them (issuerURI, clientID and so on)",
            sources.empty() ? std::string() : sources.front().name);
    return model.finish();
}

} // namespace meshsso::migrate
