#include "desktop/models/ErrorText.h"

#include <QCoreApplication>

namespace meshsso::desktop {

namespace {

const char* titleOf(ErrorCode code)
{
    switch (code) {
    case ErrorCode::InvalidArgument:
        return QT_TRANSLATE_NOOP("Error", "A value is not acceptable");
    case ErrorCode::ParseError:
        return QT_TRANSLATE_NOOP("Error", "The text does not have the expected form");
    case ErrorCode::NotFound:
        return QT_TRANSLATE_NOOP("Error", "Not found");
    case ErrorCode::Conflict:
        return QT_TRANSLATE_NOOP("Error", "Conflict");
    case ErrorCode::IoError:
        return QT_TRANSLATE_NOOP("Error", "A file could not be read or written");
    case ErrorCode::TooLarge:
        return QT_TRANSLATE_NOOP("Error", "Too large");
    case ErrorCode::Unsupported:
        return QT_TRANSLATE_NOOP("Error", "Not available here");
    case ErrorCode::Cancelled:
        return QT_TRANSLATE_NOOP("Error", "Cancelled");
    case ErrorCode::Internal:
        return QT_TRANSLATE_NOOP("Error", "MeshSSO made a mistake");
    case ErrorCode::Unreachable:
        return QT_TRANSLATE_NOOP("Error", "No connection");
    case ErrorCode::Timeout:
        return QT_TRANSLATE_NOOP("Error", "No answer in time");
    case ErrorCode::TlsError:
        return QT_TRANSLATE_NOOP("Error", "The TLS certificate was refused");
    case ErrorCode::Unauthorized:
        return QT_TRANSLATE_NOOP("Error", "The sign-in was not accepted");
    case ErrorCode::Forbidden:
        return QT_TRANSLATE_NOOP("Error", "Not allowed");
    case ErrorCode::PeerError:
        return QT_TRANSLATE_NOOP("Error", "The other side failed");
    case ErrorCode::ProtocolError:
        return QT_TRANSLATE_NOOP("Error", "The other side answered something unexpected");
    case ErrorCode::MalformedToken:
        return QT_TRANSLATE_NOOP("Error", "This is no well-formed token");
    case ErrorCode::AlgorithmNotAllowed:
        return QT_TRANSLATE_NOOP("Error", "The signature algorithm is not allowed");
    case ErrorCode::UnknownKey:
        return QT_TRANSLATE_NOOP("Error", "The signing key is not known");
    case ErrorCode::WeakKey:
        return QT_TRANSLATE_NOOP("Error", "The key is too weak");
    case ErrorCode::BadSignature:
        return QT_TRANSLATE_NOOP("Error", "The signature does not fit");
    case ErrorCode::UnsupportedHeader:
        return QT_TRANSLATE_NOOP("Error", "The token's header asks for something unusual");
    case ErrorCode::WrongType:
        return QT_TRANSLATE_NOOP("Error", "Another kind of token");
    case ErrorCode::WrongIssuer:
        return QT_TRANSLATE_NOOP("Error", "Another issuer");
    case ErrorCode::WrongAudience:
        return QT_TRANSLATE_NOOP("Error", "Meant for another audience");
    case ErrorCode::WrongAuthorizedParty:
        return QT_TRANSLATE_NOOP("Error", "Issued to another client");
    case ErrorCode::WrongSubject:
        return QT_TRANSLATE_NOOP("Error", "Another user");
    case ErrorCode::WrongNonce:
        return QT_TRANSLATE_NOOP("Error", "Not the answer to this login (nonce)");
    case ErrorCode::WrongHash:
        return QT_TRANSLATE_NOOP("Error", "The tokens do not belong together");
    case ErrorCode::WrongState:
        return QT_TRANSLATE_NOOP("Error", "Not the answer to this login (state)");
    case ErrorCode::Expired:
        return QT_TRANSLATE_NOOP("Error", "Expired");
    case ErrorCode::NotYetValid:
        return QT_TRANSLATE_NOOP("Error", "Not valid yet");
    case ErrorCode::MissingClaim:
        return QT_TRANSLATE_NOOP("Error", "A claim is missing");
    case ErrorCode::AuthorizationError:
        return QT_TRANSLATE_NOOP("Error", "Keycloak refused the login");
    case ErrorCode::Tampered:
        return QT_TRANSLATE_NOOP("Error", "The sealed value was changed");
    }
    return "";
}

} // namespace

QString errorTitle(const Error& error)
{
    return QCoreApplication::translate("Error", titleOf(error.code));
}

} // namespace meshsso::desktop
