# Every library the product links, each with the reason it is here. All are Debian 12 packages.

find_package(Threads REQUIRED)
# Beast and Asio (header only): the server's HTTP transport. JSON: claims, JWKS, the Admin REST API.
find_package(Boost 1.81 REQUIRED COMPONENTS json)
# OpenSSL 3: signatures, AES-256-GCM, HKDF, X.509. Only backend/crypto may include it. SSL: TLS to Redis, through Asio.
find_package(OpenSSL 3 REQUIRED COMPONENTS Crypto SSL)
# hiredis 0.14: the format of Redis' protocol, and nothing of its connections. Only authserver/redis may include it.
find_library(MESHSSO_HIREDIS hiredis REQUIRED)
# libcurl: outgoing HTTP of the server and the CLI (proxies, TLS, HTTP/2, happy eyeballs).
find_package(CURL 7.88 REQUIRED)
# yaml-cpp: project and server configuration files. Only backend/yaml may include it.
find_package(yaml-cpp 0.7 REQUIRED)
# spdlog: the sink behind the JSON-lines log.
find_package(spdlog REQUIRED)
# tl::expected (header only, libexpected-dev): the vocabulary type behind Result.
find_path(MESHSSO_EXPECTED_DIR tl/expected.hpp REQUIRED)
# zstd: sessions that fit into one cookie, compressed against a dictionary of claim names. Only authserver/session may
# include it.
find_library(MESHSSO_ZSTD zstd REQUIRED)
# CLI11 (header only): meshssoctl's options and the help that teaches.
find_path(MESHSSO_CLI11_DIR CLI/CLI.hpp REQUIRED)

if(MESHSSO_BUILD_AUTHSERVER AND MESHSSO_BUILD_GRPC)
    # nghttp2 (which libcurl links too) and Protobuf: Envoy's ext_authz over gRPC, beside HTTP. gRPC's own library took
    # half of a check's time, its threads apart. Only authserver/grpc may include them.
    find_program(MESHSSO_PROTOC protoc REQUIRED)
    find_library(MESHSSO_PROTOBUF protobuf REQUIRED)
    find_library(MESHSSO_NGHTTP2 nghttp2 REQUIRED)
endif()
if(MESHSSO_USES_QT)
    find_package(Qt6 6.4 REQUIRED COMPONENTS Core Network)
    find_package(Qt6Keychain REQUIRED)
endif()
if(MESHSSO_BUILD_DESKTOP)
    # Svg: the icons. LinguistTools: lrelease, which compiles the translations.
    find_package(Qt6 6.4 REQUIRED COMPONENTS Gui Widgets Svg LinguistTools)
endif()
if(MESHSSO_BUILD_TESTS OR MESHSSO_BUILD_BENCH)
    # Xml: reads the translation files for the test that they are complete.
    find_package(Qt6 6.4 REQUIRED COMPONENTS Test Xml)
    # Qt6::Test defines each target's own folders for QFINDTESTDATA, which we do not use; without them one
    # precompiled header serves the tests of all folders.
    get_target_property(definitions Qt6::Test INTERFACE_COMPILE_DEFINITIONS)
    list(FILTER definitions EXCLUDE REGEX "QT_TESTCASE_")
    set_target_properties(Qt6::Test PROPERTIES INTERFACE_COMPILE_DEFINITIONS "${definitions}")
endif()
