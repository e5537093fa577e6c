#pragma once

#include "login/TokenInspection.h"

namespace meshsso::login {

/// The checklist of a decoded token, in the order in which TokenCheck names them. Private to this folder.
class TokenChecks
{
public:
    /// token is the compact text that the inspection's header and payload were read from.
    TokenChecks(std::string_view token, const TokenInspection& inspection, const InspectionContext& context);

    std::vector<TokenCheck> run();

private:
    void add(std::string name, CheckState state, std::string reason);
    void checkAlgorithm();
    void checkSignature();
    void checkIssuer();
    void checkAudience();
    void checkParty();
    void checkType();
    void checkExpiry();
    void checkNotBefore();
    void checkSubject();
    void checkRoles();
    void checkGroups();
    void checkEmail();
    /// Adds NotChecked and returns true if there is no project, or the token is not one for applications.
    bool isLeftOut(const char* name);
    bool isForApplications() const;
    bool isHmac() const;

    std::string_view m_token;
    const TokenInspection& m_inspection;
    const InspectionContext& m_context;
    std::vector<TokenCheck> m_checks;
};

/// Which kind of token header and claims speak of.
TokenKind kindOf(const json::object& header, const json::object& claims);

} // namespace meshsso::login
