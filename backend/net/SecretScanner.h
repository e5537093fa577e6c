#pragma once

#include "net/Masking.h"

#include <utility>

namespace meshsso::net {

/// Takes texts apart by what is secret in them, for Masking. Private to this folder.
class SecretScanner
{
public:
    void readUrl(std::string_view url);
    /// name=value pairs between '&'.
    void readParameters(std::string_view text);
    /// "Bearer ...", "Basic ...".
    void readCredentials(std::string_view value);
    void readCookies(std::string_view value);
    void readSetCookie(std::string_view value);
    void readJson(std::string_view text);
    /// Any text: tokens, PEM private keys, URL parameters, inputs of HTML forms.
    void readText(std::string_view text);

    void plain(std::string_view text);
    /// An empty value is no secret.
    void secret(std::string_view value, std::string_view name);
    TextPieces take() { return std::move(m_pieces); }

private:
    TextPieces m_pieces;
};

} // namespace meshsso::net
