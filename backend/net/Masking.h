#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace meshsso::net {

/// True if a header, parameter or JSON member of that name (any case) holds a code, state, nonce, challenge,
/// token, session id, cookie, password or other secret.
bool isSecretName(std::string_view name);

/// What is shown instead of a secret: "abcd..(43)", its first four characters and its length; the length
/// alone if it is short, or if the name says that it is no value of one use but a password or the like.
std::string maskSecret(std::string_view name, std::string_view value);

/// The URL with such values in query and fragment masked, and user-info.
std::string maskUrl(std::string_view url);

/// A piece of a text: as it is, or a secret with the name of its field.
struct TextPiece
{
    std::string text;
    std::string secretName; ///< empty: no secret
};

/// A text taken apart by what is secret in it. Linear in its length; any bytes will do.
using TextPieces = std::vector<TextPiece>;

TextPieces splitUrl(std::string_view url);
/// Authorization keeps its scheme, Cookie and Set-Cookie keep names and attributes.
TextPieces splitHeader(std::string_view name, std::string_view value);
/// By what the body looks like: a form, JSON (well-formed or not), or any text, in which tokens, private
/// keys, URL parameters and password inputs are found. The content type only breaks ties.
TextPieces splitBody(std::string_view contentType, std::string_view body);
/// The fields of a form body, for splitBody and for whoever treats them one by one.
TextPieces splitForm(std::string_view form);

/// The text with its secrets masked.
std::string maskedText(const TextPieces& pieces);

} // namespace meshsso::net
