#include "core/Encoding.h"
#include "crypto/Digest.h"
#include "session/ClaimDictionary.h"
#include "session/Compression.h"
#include "session/FieldCodec.h"
#include "session/SessionCodec.h"
#include "support/KeycloakTokens.h"
#include "support/TestPrinters.h"

#include <QtTest/QtTest>
#include <random>

using namespace meshsso;
using namespace meshsso::session;

namespace {

Session keycloakSession()
{
    SystemRandom random;
    const auto now = fromUnixSeconds(1'800'000'000);
    const auto tokens = test::KeycloakTokens::make(random, now);
    Session session;
    session.id = random.token(16);
    session.accessToken = tokens.access;
    session.idToken = tokens.id;
    session.refreshToken = tokens.refresh;
    session.subject = tokens.subject;
    session.username = "testuser";
    session.email = "testuser@corp.example";
    session.groups = {"/one", "/two"};
    session.roles = {"default-roles-apps", "offline_access", "uma_authorization", "orders-reader"};
    session.providerSession = tokens.providerSession;
    session.createdAt = now;
    session.lastSeen = now + std::chrono::seconds(100);
    session.accessExpires = now + std::chrono::seconds(300);
    session.refreshDue = now + std::chrono::seconds(240);
    return session;
}

Session sessionWith(std::string accessToken)
{
    Session session;
    session.id = "id";
    session.subject = "subject";
    session.accessToken = std::move(accessToken);
    session.username = std::string(300, 'x'); // so that it is compressed
    return session;
}

/// Fields as the first format had them, before there was another.
std::string firstFormat()
{
    FieldWriter writer(std::string(1, '\x01'));
    writer.text(1, "id");
    writer.text(2, "eyJhIjoxfQ.eyJiIjoyfQ.c2ln");
    writer.text(6, "subject");
    writer.text(7, "李雷");
    writer.text(9, "one");
    writer.text(9, "two");
    writer.number(12, 1'800'000'000);
    writer.number(14, 1'800'000'300);
    return writer.take();
}

/// A session in the second format with that compressed field.
std::string secondFormat(std::string_view compressed, std::string_view binary = {})
{
    FieldWriter writer(std::string(1, '\x02'));
    writer.text(32, binary);
    writer.text(33, compressed);
    return writer.take();
}

std::string compressed(const FieldWriter& fields)
{
    auto copy = fields;
    return *compressClaims(copy.take());
}

/// Id "id" and subject "subject", which complete a session.
FieldWriter identity()
{
    FieldWriter writer;
    writer.text(1, std::string("\x08id", 3));
    writer.text(6, "subject");
    return writer;
}

class Strings
{
public:
    explicit Strings(std::uint32_t seed) : m_engine(seed) {}

    std::size_t below(std::size_t limit) { return m_engine() % limit; }

    std::string from(std::string_view alphabet, std::size_t size)
    {
        std::string out(size, '\0');
        for (auto& c : out)
            c = alphabet.empty() ? static_cast<char>(m_engine()) : alphabet[below(alphabet.size())];
        return out;
    }

    /// Something that could stand between two dots, or never.
    std::string part()
    {
        static constexpr std::string_view url =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        switch (below(9)) {
        case 0:
            return {};
        case 1:
            return base64UrlEncode("{" + from({}, below(200)));
        case 2:
            return base64UrlEncode(from({}, below(300)));
        case 3:
            return from(url, below(40)); // mostly not canonical
        case 4:
            return base64UrlEncode(from({}, below(40))) + std::string(1 + below(3), '=');
        case 5:
            return from({}, below(60));
        case 6:
            return from("+/=.", below(12));
        case 7:
            return base64UrlEncode(R"({"alg":"RS256","typ" : "JWT","kid" : ")" + from(url, 43) + "\"}");
        default:
            return base64UrlEncode(from("{}\"", below(30)));
        }
    }

    std::string token()
    {
        auto out = part();
        for (auto more = below(8); more > 0; --more)
            out += "." + part();
        return out;
    }

private:
    std::mt19937 m_engine;
};

} // namespace

class SessionCodecTest : public QObject
{
    Q_OBJECT

private slots:
    void returnsWhatWasPacked()
    {
        auto session = keycloakSession();
        session.accessClaims = "{\"a\":1}";
        session.groups = {"one", ""};
        const auto unpacked = unpackSession(packSession(session));
        MESHSSO_VERIFY_OK(unpacked);
        session.groups = {"one"}; // an empty name says nothing
        QVERIFY(*unpacked == session);
    }

    void leavesOutWhatTokensRepeat()
    {
        const auto session = keycloakSession();
        const auto tokens = session.accessToken.size() + session.idToken.size() + session.refreshToken.size();
        const auto packed = packSession(session);
        // Signatures, hashes and random ids are 750 bytes that nobody can shorten.
        QVERIFY2(packed.size() < 1250, qPrintable(QString::number(packed.size())));
        QVERIFY(packed.size() * 100 < tokens * 40);
    }

    void leavesSmallSessionsAsTheyAre()
    {
        auto session = keycloakSession();
        session.accessToken.clear();
        session.idToken.clear();
        session.refreshToken.clear();
        session.groups.clear();
        session.roles.clear();
        QCOMPARE(packSession(session)[0], '\x01');
        session.roles.assign(30, "role");
        QCOMPARE(packSession(session)[0], '\x02');
        QVERIFY(*unpackSession(packSession(session)) == session);
    }

    void hardlyLengthens_randomText()
    {
        auto session = sessionWith(Strings(1).from({}, 3000));
        session.username.clear();
        const auto packed = packSession(session);
        QVERIFY2(packed.size() < 3050, qPrintable(QString::number(packed.size())));
        QVERIFY(*unpackSession(packed) == session);
    }

    void handsTokensOnUnchanged_data()
    {
        const auto header = base64UrlEncode("{\"alg\":\"RS256\"}");
        QTest::addColumn<QByteArray>("token");
        const auto row = [](const char* name, const std::string& token) {
            QTest::newRow(name) << QByteArray::fromStdString(token);
        };
        row("opaque", "opaque-token/with+signs");
        row("a UUID", "0d4df0c5-77c4-4d9f-a4c4-2f5b7be0a6d2");
        row("padded", header + "==." + header + "=.c2ln");
        row("bits left over", "QR.QR.QR");
        row("bits left over of two", "QUL.QUL.QUL");
        row("impossible length", "QUJDR.QUJDR.QUJDR");
        row("standard alphabet", "+/+/.+/+/.+/+/");
        row("empty parts", "..");
        row("one dot", ".");
        row("first part empty", "." + header + ".c2ln");
        row("last part empty", header + "." + header + ".");
        row("two parts", header + "." + header);
        row("five parts", header + ".a2V5.aXY.Y2lwaGVy.dGFn");
        row("six parts", header + ".a2V5.aXY.Y2lwaGVy.dGFn.bW9yZQ");
        row("a million dots", std::string(1'000'000, '.'));
        row("line breaks", header + "\r\n." + header + "\n.c2ln\r\n");
        row("zero bytes", std::string(5, '\0') + "." + std::string(3, '\0'));
        row("not UTF-8", "\xff\xfe.\xc0\x80.\x80");
        row("huge part", header + "." + base64UrlEncode("{" + std::string(60'000, 'x')) + ".c2ln");
        row("over the limit", header + "." + base64UrlEncode("{" + std::string(70'000, 'x')) + ".c2ln");
        row("a huge signature", header + "." + header + "." + base64UrlEncode(Strings(2).from({}, 70'000)));
    }
    void handsTokensOnUnchanged()
    {
        QFETCH(QByteArray, token);
        auto session = sessionWith(token.toStdString());
        session.idToken = session.accessToken;
        session.refreshToken = "refresh." + session.accessToken;
        const auto unpacked = unpackSession(packSession(session));
        MESHSSO_VERIFY_OK(unpacked);
        QVERIFY(*unpacked == session);
    }

    void returnsAnySession()
    {
        Strings strings(20261124);
        for (int round = 0; round < 3000; ++round) {
            Session session;
            session.id = strings.below(4) == 0 ? strings.token() + "." : strings.from({}, 16);
            session.accessToken = strings.token();
            session.idToken = strings.below(3) == 0 ? session.accessToken : strings.token();
            session.refreshToken = strings.token();
            session.accessClaims = strings.below(2) == 0 ? std::string{} : strings.from("{}[]\":,a ", 100);
            session.subject = strings.from({}, 1 + strings.below(40));
            session.username = strings.from({}, strings.below(300));
            for (auto more = strings.below(4); more > 0; --more)
                session.roles.push_back(strings.from("abc", 1 + strings.below(30)));
            session.createdAt = fromUnixSeconds(static_cast<std::int64_t>(strings.below(2'000'000'000)));
            session.refreshDue = fromUnixSeconds(static_cast<std::int64_t>(strings.below(300)));
            const auto packed = packSession(session);
            const auto unpacked = unpackSession(packed);
            QVERIFY2(unpacked && *unpacked == session, qPrintable(QString::number(round)));
            QVERIFY(packSession(*unpacked) == packed);
        }
    }

    void keepsTimesThatNoTokenShouldSay()
    {
        auto session = keycloakSession();
        session.accessExpires = TimePoint::max();
        session.createdAt = TimePoint::min();
        const auto unpacked = unpackSession(packSession(session));
        MESHSSO_VERIFY_OK(unpacked);
        QCOMPARE(toUnixSeconds(unpacked->accessExpires), std::int64_t{8'589'934'591});
        QCOMPARE(toUnixSeconds(unpacked->createdAt), std::int64_t{0});
    }

    void opensTheFirstFormat()
    {
        const auto session = unpackSession(firstFormat());
        MESHSSO_VERIFY_OK(session);
        QCOMPARE(session->id, std::string("id"));
        QCOMPARE(session->accessToken, std::string("eyJhIjoxfQ.eyJiIjoyfQ.c2ln"));
        QCOMPARE(session->username, std::string("李雷"));
        QCOMPARE(session->groups.size(), std::size_t{2});
        QCOMPARE(toUnixSeconds(session->accessExpires), std::int64_t{1'800'000'300});
    }

    void keepsItsDictionary()
    {
        // Cookies in browsers open only with the text they were compressed against: whoever changes it makes
        // a new format and keeps this one.
        QCOMPARE(hexEncode(crypto::sha256(claimDictionary())),
                 std::string("c8a6c020ee8189fd72399ddd9ebe99047f398ae91084b0e146d9215236f403c2"));
    }

    void refuses_everyTruncation()
    {
        for (const auto& session : {keycloakSession(), sessionWith("opaque")}) {
            const auto bytes = packSession(session);
            for (std::size_t length = 0; length < bytes.size(); ++length)
                QVERIFY(!unpackSession(std::string_view(bytes).substr(0, length)));
        }
    }

    void survivesFlippedBits()
    {
        // The seal refuses them; here, none may crash or yield a session that cannot be packed.
        const auto bytes = packSession(keycloakSession());
        for (std::size_t i = 0; i < bytes.size(); ++i) {
            for (const int bit : {0, 4, 7}) {
                auto changed = bytes;
                changed[i] = static_cast<char>(changed[i] ^ (1 << bit));
                if (const auto session = unpackSession(changed))
                    QVERIFY(*unpackSession(packSession(*session)) == *session);
            }
        }
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        const auto row = [](const char* name, const std::string& bytes) {
            QTest::newRow(name) << QByteArray::fromStdString(bytes);
        };
        row("empty", {});
        row("only a version", "\x01");
        row("another version", std::string("\x03\x01\x01x\x06\x01y", 7));
        row("no subject", std::string("\x01\x01\x01x", 4));
        row("length over the end", std::string("\x01\x01\x7fx", 4));
        row("endless length", std::string("\x01\x01\xff\xff\xff\xff\xff\xff\xff", 9));
        row("compressed in the first format", "\x01" + secondFormat(compressed(identity())).substr(1));
        row("not compressed", secondFormat("no zstd"));
        row("text after the compressed", secondFormat(compressed(identity()) + "x"));
        auto nested = FieldWriter();
        nested.text(33, compressed(identity()));
        row("compressed twice", secondFormat(compressed(nested)));
        auto late = identity();
        late.number(12, std::int64_t{1} << 34);
        row("a time out of reach", secondFormat(compressed(late)));
        auto negative = identity();
        negative.number(12, -1);
        row("a time before all", secondFormat(compressed(negative)));
        auto kind = identity();
        kind.text(2, "\x07x");
        row("an unknown kind of part", secondFormat(compressed(kind)));
        auto tooLong = identity();
        tooLong.text(2, "\x09x");
        row("a part over the end", secondFormat(compressed(tooLong)));
        auto noBinary = identity();
        noBinary.text(2, "\x12"); // 4 bytes
        row("more binary than there is", secondFormat(compressed(noBinary), "123"));
    }
    void refuses()
    {
        QFETCH(QByteArray, bytes);
        MESHSSO_VERIFY_FAILS(unpackSession(bytes.toStdString()), ErrorCode::ParseError);
    }

    void opensWhatTheRefusedOnesLookedLike()
    {
        auto fields = identity();
        fields.number(12, 1'800'000'000);
        fields.text(2, "\x12");
        const auto session = unpackSession(secondFormat(compressed(fields), "1234"));
        MESHSSO_VERIFY_OK(session);
        QCOMPARE(session->accessToken, base64UrlEncode("1234"));
    }

    void refusesBombs()
    {
        const auto bomb = *compressClaims(std::string(50'000'000, 'x'));
        QVERIFY(bomb.size() < 10'000);
        MESHSSO_VERIFY_FAILS(decompressClaims(bomb, maxSessionText), ErrorCode::ParseError);
        MESHSSO_VERIFY_FAILS(unpackSession(secondFormat(bomb)), ErrorCode::ParseError);
        const auto justOver = *compressClaims(std::string(maxSessionText + 1, 'x'));
        MESHSSO_VERIFY_FAILS(decompressClaims(justOver, maxSessionText), ErrorCode::ParseError);
        const auto justUnder = *compressClaims(std::string(maxSessionText, 'x'));
        QCOMPARE(decompressClaims(justUnder, maxSessionText)->size(), maxSessionText);
        // A frame that promises little and holds much: the size is byte 5 of a frame with a one-byte size.
        auto liar = *compressClaims(std::string(200, 'x'));
        QCOMPARE(static_cast<unsigned char>(liar[5]), static_cast<unsigned char>(200));
        liar[5] = '\x05';
        MESHSSO_VERIFY_FAILS(decompressClaims(liar, maxSessionText), ErrorCode::ParseError);
    }

    void skipsUnknownTags()
    {
        const auto fields = std::string("\x7f\x03new", 5);
        for (const auto& session : {keycloakSession(), sessionWith("")}) {
            const auto unpacked = unpackSession(packSession(session) + fields);
            MESHSSO_VERIFY_OK(unpacked);
            QVERIFY(*unpacked == session);
        }
        MESHSSO_VERIFY_OK(unpackSession(firstFormat() + fields));
    }
};

QTEST_APPLESS_MAIN(SessionCodecTest)
#include "tst_SessionCodec.moc"
