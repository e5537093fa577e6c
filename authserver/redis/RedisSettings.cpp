#include "redis/RedisSettings.h"

namespace meshsso::redis {
namespace {

namespace ssl = boost::asio::ssl;

constexpr std::uint16_t redisPort = 6379;
constexpr std::uint16_t sentinelPort = 26379;

Result<std::shared_ptr<ssl::context>> makeTls(const std::string& caFile)
{
    auto context = std::make_shared<ssl::context>(ssl::context::tls_client);
    boost::system::error_code code;
    context->set_options(
        ssl::context::default_workarounds | ssl::context::no_tlsv1 | ssl::context::no_tlsv1_1, code);
    if (!code)
        context->set_verify_mode(ssl::verify_peer, code);
    if (!code) {
        if (caFile.empty())
            context->set_default_verify_paths(code);
        else
            context->load_verify_file(caFile, code);
    }
    if (code)
        return fail(ErrorCode::IoError, "the authorities' certificates cannot be read: " + code.message(),
                    caFile.empty() ? "redis" : "redis.caFile: " + caFile);
    return context;
}

} // namespace

Result<std::shared_ptr<RedisSettings>> RedisSettings::create(const serverconfig::RedisConfig& config,
                                                             SecretString password)
{
    auto settings = std::make_shared<RedisSettings>();
    std::string_view rest = config.url;
    const bool isTls = rest.starts_with("rediss://");
    if (!isTls && !rest.starts_with("redis://"))
        return fail(ErrorCode::ParseError, "the URL begins with redis:// or rediss://", "redis.url");
    rest.remove_prefix(isTls ? 9 : 8);
    if (rest.ends_with('/'))
        rest.remove_suffix(1);
    if (config.sentinels.empty()) {
        auto address = RedisAddress::parse(rest, redisPort);
        if (!address)
            return fail(ErrorCode::ParseError, address.error().message, "redis.url");
        settings->addresses.push_back(std::move(*address));
    } else {
        if (rest.empty() || rest.find_first_of(":/@") != std::string_view::npos)
            return fail(ErrorCode::ParseError,
                        "with sentinels, the URL's host is the master's name, without a port", "redis.url");
        settings->masterName = rest;
        for (std::size_t i = 0; i < config.sentinels.size(); ++i) {
            auto address = RedisAddress::parse(config.sentinels[i], sentinelPort);
            if (!address)
                return fail(ErrorCode::ParseError, address.error().message,
                            "redis.sentinels[" + std::to_string(i) + "]");
            settings->addresses.push_back(std::move(*address));
        }
    }
    if (config.cluster && !config.sentinels.empty())
        return fail(ErrorCode::InvalidArgument, "a Redis Cluster has no sentinels; leave one of them out",
                    "redis.cluster");
    if (config.cluster && config.database != 0)
        return fail(ErrorCode::InvalidArgument, "a Redis Cluster has database 0 only", "redis.database");
    if (config.keyPrefix.find_first_of("{}") != std::string::npos)
        return fail(ErrorCode::InvalidArgument, "braces decide on the place of a key; leave them out",
                    "redis.keyPrefix");
    if (!config.username.empty() && password.empty())
        return fail(ErrorCode::InvalidArgument, "a user needs a password", "redis.password");
    auto access = std::make_shared<RedisAccess>();
    if (isTls) {
        auto tls = makeTls(config.caFile);
        if (!tls)
            return fail(std::move(tls).error());
        access->tls = std::move(*tls);
    }
    access->username = config.username;
    access->password = std::move(password);
    settings->access = std::move(access);
    settings->cluster = config.cluster;
    settings->database = config.database;
    settings->keyPrefix = config.keyPrefix;
    settings->timeout = config.timeout;
    return settings;
}

} // namespace meshsso::redis
