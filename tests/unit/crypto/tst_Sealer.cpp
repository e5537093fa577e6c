#include "core/Encoding.h"
#include "crypto/Sealer.h"
#include "support/SequenceRandom.h"
#include "support/TestPrinters.h"

#include <QtTest/QtTest>
#include <atomic>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <set>
#include <thread>

using namespace meshsso;
using namespace meshsso::crypto;

namespace {

SecretString secretOf(char fill)
{
    return SecretString(base64UrlEncode(std::string(32, fill)));
}

Sealer sealerOf(std::vector<SecretString> secrets, std::string_view purpose = "session",
                std::shared_ptr<SecureRandom> random = std::make_shared<SystemRandom>())
{
    auto sealer = Sealer::create(secrets, purpose, std::move(random));
    if (!sealer)
        qFatal("%s", sealer.error().toString().c_str());
    return std::move(*sealer);
}

/// HKDF once more, by other means than the Sealer's.
std::string derive(const std::string& secret, const std::string& info, std::size_t size)
{
    EVP_PKEY_CTX* context = EVP_PKEY_CTX_new_id(EVP_PKEY_HKDF, nullptr);
    std::string out(size, '\0');
    const auto* bytes = reinterpret_cast<const unsigned char*>(secret.data());
    const bool good =
        EVP_PKEY_derive_init(context) == 1 && EVP_PKEY_CTX_set_hkdf_md(context, EVP_sha256()) == 1 &&
        EVP_PKEY_CTX_set1_hkdf_key(context, bytes, static_cast<int>(secret.size())) == 1 &&
        EVP_PKEY_CTX_add1_hkdf_info(context, reinterpret_cast<const unsigned char*>(info.data()),
                                    static_cast<int>(info.size())) == 1 &&
        EVP_PKEY_derive(context, reinterpret_cast<unsigned char*>(out.data()), &size) == 1;
    EVP_PKEY_CTX_free(context);
    return good ? out : std::string();
}

} // namespace

class SealerTest : public QObject
{
    Q_OBJECT

private slots:
    void opensWhatItSealed_data()
    {
        QTest::addColumn<int>("size");
        for (const int size : {0, 1, 15, 16, 17, 3400, 100'000})
            QTest::addRow("%d bytes", size) << size;
    }
    void opensWhatItSealed()
    {
        QFETCH(const int, size);
        const auto sealer = sealerOf({secretOf('k')});
        const std::string plain = SystemRandom().bytes(static_cast<std::size_t>(size));
        const auto sealed = sealer.seal(plain, "name");
        QCOMPARE(sealed.size(), plain.size() + 33);
        const auto opened = sealer.open(sealed, "name");
        MESHSSO_VERIFY_OK(opened);
        QVERIFY(*opened == plain);
    }

    void hasTheDocumentedLayout()
    {
        // The layout is a promise to replicas of other versions: version, hint, nonce, ciphertext, tag.
        const auto sealer = sealerOf({secretOf('k')}, "session", std::make_shared<test::SequenceRandom>());
        const auto sealed = sealer.seal("hello", "cookie");
        const std::string secret(32, 'k');
        const auto key = derive(secret, "meshsso sealer v1\nkey\nsession", 32);
        const auto hint = derive(secret, "meshsso sealer v1\nhint\nsession", 4);
        QCOMPARE(sealed[0], '\x01');
        QCOMPARE(hexEncode(sealed.substr(1, 4)), hexEncode(hint));
        QCOMPARE(hexEncode(sealed.substr(5, 12)), std::string("000102030405060708090a0b"));

        EVP_CIPHER_CTX* context = EVP_CIPHER_CTX_new();
        const auto* bytes = reinterpret_cast<const unsigned char*>(sealed.data());
        std::string plain(5, '\0');
        std::string tag = sealed.substr(sealed.size() - 16);
        int size = 0;
        EVP_DecryptInit_ex(context, EVP_aes_256_gcm(), nullptr,
                           reinterpret_cast<const unsigned char*>(key.data()), bytes + 5);
        EVP_DecryptUpdate(context, nullptr, &size, bytes, 5);
        EVP_DecryptUpdate(context, nullptr, &size, reinterpret_cast<const unsigned char*>("cookie"), 6);
        EVP_DecryptUpdate(context, reinterpret_cast<unsigned char*>(plain.data()), &size, bytes + 17, 5);
        EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, 16, tag.data());
        unsigned char rest[16];
        const int good = EVP_DecryptFinal_ex(context, rest, &size);
        EVP_CIPHER_CTX_free(context);
        QCOMPARE(good, 1);
        QCOMPARE(plain, std::string("hello"));
    }

    void neverSealsTheSameWayTwice()
    {
        const auto sealer = sealerOf({secretOf('k')});
        std::set<std::string> seen;
        for (int i = 0; i < 200; ++i)
            seen.insert(sealer.seal("same", "name"));
        QCOMPARE(seen.size(), std::size_t(200));
    }

    void refuses_whenAnyBitIsFlipped()
    {
        const auto sealer = sealerOf({secretOf('k'), secretOf('o')});
        const auto sealed = sealer.seal("some plain text", "name");
        for (std::size_t bit = 0; bit < sealed.size() * 8; ++bit) {
            auto altered = sealed;
            altered[bit / 8] = static_cast<char>(altered[bit / 8] ^ (1 << (bit % 8)));
            MESHSSO_VERIFY_FAILS(sealer.open(altered, "name"), ErrorCode::Tampered);
        }
        MESHSSO_VERIFY_OK(sealer.open(sealed, "name"));
    }

    void refuses_whenCutShortOrExtended()
    {
        const auto sealer = sealerOf({secretOf('k')});
        const auto sealed = sealer.seal("some plain text", "name");
        for (std::size_t size = 0; size < sealed.size(); ++size) {
            MESHSSO_VERIFY_FAILS(sealer.open(sealed.substr(0, size), "name"), ErrorCode::Tampered);
            MESHSSO_VERIFY_FAILS(sealer.open(sealed.substr(sealed.size() - size), "name"),
                                 ErrorCode::Tampered);
        }
        MESHSSO_VERIFY_FAILS(sealer.open(sealed + '\0', "name"), ErrorCode::Tampered);
        MESHSSO_VERIFY_FAILS(sealer.open(sealed + sealed, "name"), ErrorCode::Tampered);
    }

    void refuses_whenTheAssociatedDataDiffers_data()
    {
        QTest::addColumn<std::string>("given");
        QTest::newRow("another cookie's name") << std::string("__Host-meshsso-2");
        QTest::newRow("none") << std::string();
        QTest::newRow("shorter") << std::string("__Host-meshsso-");
        QTest::newRow("longer") << std::string("__Host-meshsso-11");
        QTest::newRow("case") << std::string("__host-meshsso-1");
    }
    void refuses_whenTheAssociatedDataDiffers()
    {
        QFETCH(const std::string, given);
        const auto sealer = sealerOf({secretOf('k')});
        MESHSSO_VERIFY_FAILS(sealer.open(sealer.seal("text", "__Host-meshsso-1"), given),
                             ErrorCode::Tampered);
        MESHSSO_VERIFY_FAILS(sealer.open(sealer.seal("text", given), "__Host-meshsso-1"),
                             ErrorCode::Tampered);
    }

    void refuses_whenSealedForAnotherPurpose()
    {
        const auto session = sealerOf({secretOf('k')}, "session");
        const auto login = sealerOf({secretOf('k')}, "login");
        MESHSSO_VERIFY_FAILS(login.open(session.seal("text", "n"), "n"), ErrorCode::Tampered);
        MESHSSO_VERIFY_FAILS(session.open(login.seal("text", "n"), "n"), ErrorCode::Tampered);
    }

    void refuses_whenThePartsComeFromTwoValues()
    {
        const auto sealer = sealerOf({secretOf('k')});
        const auto a = sealer.seal("text one", "n");
        const auto b = sealer.seal("text two", "n");
        MESHSSO_VERIFY_FAILS(sealer.open(a.substr(0, 17) + b.substr(17), "n"), ErrorCode::Tampered);
        MESHSSO_VERIFY_FAILS(sealer.open(a.substr(0, a.size() - 16) + b.substr(b.size() - 16), "n"),
                             ErrorCode::Tampered);
    }

    void rotatesSecrets()
    {
        const auto old = sealerOf({secretOf('o')});
        const auto both = sealerOf({secretOf('n'), secretOf('o')});
        const auto onlyNew = sealerOf({secretOf('n')});
        MESHSSO_VERIFY_OK(both.open(old.seal("text", "n"), "n"));
        MESHSSO_VERIFY_OK(onlyNew.open(both.seal("text", "n"), "n"));
        MESHSSO_VERIFY_FAILS(old.open(both.seal("text", "n"), "n"), ErrorCode::Tampered);
        MESHSSO_VERIFY_FAILS(onlyNew.open(old.seal("text", "n"), "n"), ErrorCode::Tampered);
    }

    void opensWithALaterKey_thatHasTheSameHint()
    {
        // The same secret twice is the one way to get equal hints on purpose.
        const auto twice = sealerOf({secretOf('x'), secretOf('k'), secretOf('k')});
        MESHSSO_VERIFY_OK(twice.open(sealerOf({secretOf('k')}).seal("text", "n"), "n"));
    }

    void refuses_whenTheVersionIsUnknown()
    {
        const auto sealer = sealerOf({secretOf('k')});
        for (const int version : {0, 2, 0x31, 0xff}) {
            auto sealed = sealer.seal("text", "n");
            sealed[0] = static_cast<char>(version);
            MESHSSO_VERIFY_FAILS(sealer.open(sealed, "n"), ErrorCode::Tampered);
        }
    }

    void tellsNothingApart_inItsErrors()
    {
        const auto sealer = sealerOf({secretOf('k')});
        auto sealed = sealer.seal("text", "n");
        const auto wrongName = sealer.open(sealed, "m").error();
        const auto tooShort = sealer.open("x", "n").error();
        const auto wrongKey = sealerOf({secretOf('o')}).open(sealed, "n").error();
        QCOMPARE(wrongName.toString(), tooShort.toString());
        QCOMPARE(wrongName.toString(), wrongKey.toString());
    }

    void refusesASecret_data()
    {
        QTest::addColumn<std::string>("secret");
        const auto good = base64UrlEncode(std::string(32, 'k'));
        QTest::newRow("empty") << std::string();
        QTest::newRow("16 bytes") << base64UrlEncode(std::string(16, 'k'));
        QTest::newRow("31 bytes") << base64UrlEncode(std::string(31, 'k'));
        QTest::newRow("33 bytes") << base64UrlEncode(std::string(33, 'k'));
        QTest::newRow("32 characters") << std::string("0123456789abcdef0123456789abcdef");
        QTest::newRow("hex") << hexEncode(std::string(32, 'k'));
        QTest::newRow("padding") << good + "=";
        QTest::newRow("line feed") << good + "\n";
        QTest::newRow("blank before") << " " + good;
        QTest::newRow("plain base64 alphabet") << std::string("+/") + good.substr(2);
        QTest::newRow("unused bits set") << good.substr(0, 42) + "t";
    }
    void refusesASecret()
    {
        QFETCH(const std::string, secret);
        const auto random = std::make_shared<SystemRandom>();
        const auto sealer = Sealer::create({SecretString(secret)}, "session", random);
        MESHSSO_VERIFY_FAILS(sealer, ErrorCode::InvalidArgument);
        const auto& message = sealer.error().message;
        QVERIFY2(message.find("32 random bytes") != std::string::npos, message.c_str());
        QVERIFY2(message.find("openssl rand") != std::string::npos, message.c_str());
        if (!secret.empty())
            QVERIFY2(message.find(secret) == std::string::npos, "the message shows the secret");
        const auto second = Sealer::create({secretOf('k'), SecretString(secret)}, "session", random);
        MESHSSO_VERIFY_FAILS(second, ErrorCode::InvalidArgument);
        QVERIFY2(second.error().message.find("cookie secret 2") != std::string::npos,
                 second.error().message.c_str());
    }

    void refuses_withoutSecrets()
    {
        MESHSSO_VERIFY_FAILS(Sealer::create({}, "session", std::make_shared<SystemRandom>()),
                             ErrorCode::InvalidArgument);
    }

    void acceptsTheSecretItGenerates()
    {
        SystemRandom random;
        const auto secret = generateCookieSecret(random);
        QCOMPARE(secret.size(), std::size_t(43));
        MESHSSO_VERIFY_OK(Sealer::create({secret}, "session", std::make_shared<SystemRandom>()));
        QVERIFY(generateCookieSecret(random).reveal() != secret.reveal());
    }

    void worksFromSeveralThreads()
    {
        const auto sealer = sealerOf({secretOf('n'), secretOf('o')});
        const auto old = sealerOf({secretOf('o')}).seal("old", "n");
        std::atomic<int> failures = 0;
        std::vector<std::thread> threads;
        for (int t = 0; t < 4; ++t) {
            threads.emplace_back([&, t] {
                for (int i = 0; i < 500; ++i) {
                    const auto plain = std::to_string(t) + ":" + std::to_string(i);
                    const auto opened = sealer.open(sealer.seal(plain, "n"), "n");
                    failures += !opened || *opened != plain;
                    failures += !sealer.open(old, "n");
                    failures += sealer.open(old, "m").has_value();
                }
            });
        }
        for (auto& thread : threads)
            thread.join();
        QCOMPARE(failures.load(), 0);
    }

    void opensACookie()
    {
        const auto sealer = sealerOf({secretOf('k')});
        const auto sealed = sealer.seal(std::string(3400, 'c'), "__Host-meshsso");
        std::size_t total = 0;
        QBENCHMARK
        {
            total += sealer.open(sealed, "__Host-meshsso")->size();
        }
        QVERIFY(total > 0);
    }
};

QTEST_APPLESS_MAIN(SealerTest)
#include "tst_Sealer.moc"
