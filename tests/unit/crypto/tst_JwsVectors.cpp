#include "crypto/JwsVerifier.h"
#include "support/TestPrinters.h"

#include <QtTest/QtTest>

using namespace meshsso;
using namespace meshsso::crypto;

// The published examples: our reading of the standards against their authors'.
class JwsVectorsTest : public QObject
{
    Q_OBJECT

private slots:
    void verifiesTheStandardsExamples_data()
    {
        QTest::addColumn<std::string>("jwk");
        QTest::addColumn<std::string>("token");
        QTest::addColumn<std::string>("payload");
        const std::string joe =
            "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
        const std::string joePlain =
            "{\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n \"http://example.com/is_root\":true}";
        QTest::newRow("RFC 7515 A.2, RS256")
            << std::string(
                   R"({"kty":"RSA","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-)"
                   R"(4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7)"
                   R"(OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxv)"
                   R"(b3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h)"
                   R"(4FRWyuXpoQ","e":"AQAB"})")
            << "eyJhbGciOiJSUzI1NiJ9." + joe +
                   ".cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_"
                   "O8W2Fp5"
                   "jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_"
                   "nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L"
                   "07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-"
                   "eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUi"
                   "pUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw"
            << joePlain;
        QTest::newRow("RFC 7515 A.3, ES256")
            << std::string(R"({"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",)"
                           R"("y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"})")
            << "eyJhbGciOiJFUzI1NiJ9." + joe +
                   ".DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
            << joePlain;
        QTest::newRow("RFC 7515 A.4, ES512")
            << std::string(
                   R"({"kty":"EC","crv":"P-521",)"
                   R"("x":"AekpBQ8ST8a8VcfVOTNl353vSrDCLLJXmPk06wTjxrrjcBpXp5EOnYG_NjFZ6OvLFV1jSfS9tsz4qUxcWce)"
                   R"(qwQGk","y":"ADSmRA43Z1DSNx_RvcLI87cdL07l6jQyyBXMoxVg_l2Th-x3S1WDhjDly79ajL4Kkd0AZMaZmh9u)"
                   R"(bmf63e3kyMj2"})")
            << std::string("eyJhbGciOiJFUzUxMiJ9.UGF5bG9hZA.AdwMgeerwtHoh-l192l60hp9wAHZFVJbLfD_"
                           "UxMi70cwnZOYaRI1bKPWROc"
                           "-mZZqwqT2SI-KGDKB34XO0aw_"
                           "7XdtAG8GaSwFKdCAPZgoXD2YBJZCPEX3xKpRwcdOO8KpEHwJjyqOgzDO7iKvU8vcnwN"
                           "rmxYbSW9ERBXukOXolLzeO_Jn")
            << std::string("Payload");
        QTest::newRow("RFC 7520 4.2, PS384")
            << std::string(
                   R"({"kty":"RSA","kid":"bilbo.baggins@hobbiton.example","use":"sig",)"
                   R"("n":"n4EPtAOCc9AlkeQHPzHStgAbgs7bTZLwUBZdR8_KuKPEHLd4rHVTeT-O-XV2jRojdNhxJWTDvNd7nqQ0VEi)"
                   R"(ZQHz_AJmSCpMaJMRBSFKrKb2wqVwGU_NsYOYL-QtiWN2lbzcEe6XC0dApr5ydQLrHqkHHig3RBordaZ6Aj-oBHqF)"
                   R"(EHYpPe7Tpe-OfVfHd1E6cS6M1FZcD1NNLYD5lFHpPI9bTwJlsde3uhGqC0ZCuEHg8lhzwOHrtIQbS0FVbb9k3-tV)"
                   R"(TU4fg_3L_vniUFAKwuCLqKnS2BYwdq_mzSnbLY7h_qixoR7jig3__kRhuaxwUkRz5iaiQkqgc5gHdrNP5zw",)"
                   R"("e":"AQAB"})")
            << std::string("eyJhbGciOiJQUzM4NCIsImtpZCI6ImJpbGJvLmJhZ2dpbnNAaG9iYml0b24uZXhhbXBsZSJ9."
                           "SXTigJlzIGEgZGFuZ"
                           "2Vyb3VzIGJ1c2luZXNzLCBGcm9kbywgZ29pbmcgb3V0IHlvdXIgZG9vci4gWW91IHN0ZXAgb250byB0aG"
                           "Ugcm9hZCwg"
                           "YW5kIGlmIHlvdSBkb24ndCBrZWVwIHlvdXIgZmVldCwgdGhlcmXigJlzIG5vIGtub3dpbmcgd2hlcmUge"
                           "W91IG1pZ2h"
                           "0IGJlIHN3ZXB0IG9mZiB0by4."
                           "cu22eBqkYDKgIlTpzDXGvaFfz6WGoz7fUDcfT0kkOy42miAh2qyBzk1xEsnk2IpN6-"
                           "tPid6VrklHkqsGqDqHCdP6O8TTB5dDDItllVo6_1OLPpcbUrhiUSMxbbXUvdvWXzg-"
                           "UD8biiReQFlfz28zGWVsdiNAU"
                           "f8ZnyPEgVFn442ZdNqiVJRmBqrYRXe8P_"
                           "ijQ7p8Vdz0TTrxUeT3lm8d9shnr2lfJT8ImUjvAA2Xez2Mlp8cBE5awDzT"
                           "0qI0n6uiP1aCN_2_"
                           "jLAeQTlqRHtfa64QQSUmFAAjVKPbByi7xho0uTOcbH510a6GYmJUAfmWjwZ6oD4ifKo8DYM-X72"
                           "Eaw")
            << std::string(
                   "It\xe2\x80\x99s a dangerous business, Frodo, going out your door. You step onto the "
                   "road, "
                   "and if you don't keep your feet, there\xe2\x80\x99s no knowing where you might be swept "
                   "off to.");
        QTest::newRow("RFC 8037 A.4, EdDSA")
            << std::string(
                   R"({"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})")
            << std::string("eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_"
                           "MGCjP0JzlnLWG1PPOt7-09PGc"
                           "vMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg")
            << std::string("Example of Ed25519 signing");
    }
    void verifiesTheStandardsExamples()
    {
        using enum JwsAlgorithm;
        QFETCH(const std::string, jwk);
        QFETCH(const std::string, token);
        QFETCH(const std::string, payload);
        const auto keys = JwkSet::parse("{\"keys\":[" + jwk + "]}");
        MESHSSO_VERIFY_OK(keys);
        const JwsVerifier verifier({RS256, PS384, ES256, ES512, EdDSA});
        const auto verified = verifier.verify(token, *keys);
        MESHSSO_VERIFY_OK(verified);
        QCOMPARE(verified->payload, payload);
        QCOMPARE(verified->keyId, keys->keys().front().keyId());
    }

    void hasTheStandardsThumbprints_data()
    {
        QTest::addColumn<std::string>("jwk");
        QTest::addColumn<std::string>("expected");
        QTest::newRow("RFC 7638 3.1")
            << std::string(
                   R"({"kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPF)"
                   R"(FxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65)"
                   R"(YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI)"
                   R"(4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw","e":"AQAB",)"
                   R"("alg":"RS256","kid":"2011-04-29"})")
            << std::string("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
        QTest::newRow("RFC 8037 A.3")
            << std::string(
                   R"({"x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","crv":"Ed25519","kty":"OKP"})")
            << std::string("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
    }
    void hasTheStandardsThumbprints()
    {
        QFETCH(const std::string, jwk);
        QFETCH(const std::string, expected);
        const auto key = Jwk::fromJson(*parseJsonObject(jwk));
        MESHSSO_VERIFY_OK(key);
        QCOMPARE(key->thumbprint(), expected);
    }
};

QTEST_APPLESS_MAIN(JwsVectorsTest)
#include "tst_JwsVectors.moc"
