#include "session/ClaimDictionary.h"

namespace meshsso::session {

// The likeliest comes last: the nearer a match, the fewer bits it takes.
std::string_view claimDictionary() noexcept
{
    return R"("cnf":{"x5t#S256":""},"token_use":"access","client_id":"","tid":"","oid":"","upn":"","ver":"2.0",)"
           R"("unique_name":"","nbf":,"updated_at":,"zoneinfo":"Asia/Shanghai","locale":"zh-CN","locale":"en",)"
           R"("birthdate":"","gender":"","website":"","profile":"https://","picture":"https://","nickname":"",)"
           R"("middle_name":"","phone_number_verified":false,"phone_number":"+86","address":{"formatted":"",)"
           R"("street_address":"","locality":"","region":"","postal_code":"","country":""},"client_roles":[")"
           R"("roles":["user","viewer","editor","operator","developer","administrator","admin"],"entitlements":[)"
           R"("organization":{"},"department":"","groups":["/admins","/developers","/users"],"groups":[],)"
           R"("amr":["pwd","otp","mfa"],"acr":"0","c_hash":"","s_hash":"","session_state":"","email_verified":false,)"
           R"({"alg":"ES256","typ":"JWT","kid":"","typ":"at+jwt"}{"alg":"RS256","typ":"JWT","kid":"{"kid":")"
           R"("resource_access":{"realm-management":{"roles":["view-realm","view-users","manage-users",)"
           R"("query-groups","query-users","realm-admin"]},"broker":{"roles":["read-token"]},"view-applications",)"
           R"("view-consent","manage-consent","delete-account","view-groups",.com.cn/auth/realms/master)"
           R"("trusted-certs":[],"jti":"onrtrt:onltac:trrtcc:"realm_access":{"roles":["default-roles-master",)"
           R"({"alg":"HS512","typ" : "JWT","kid" : "{"exp":,"iat":,"jti":","aud":"https://","typ":"Offline",)"
           R"("typ":"Refresh","azp":"","nonce":"","sid":"","scope":"openid basic web-origins acr roles email profile"})"
           R"({"alg":"RS256","typ" : "JWT","kid" : "{"exp":,"iat":,"auth_time":,"jti":"","iss":"https://keycloak.)"
           R"("https://sso.https://auth.https://id.https://login..example.com/realms/","aud":"","sub":"","typ":"ID",)"
           R"("azp":"","nonce":"","sid":"","at_hash":"","acr":"1","email_verified":true,"name":")"
           R"({"exp":,"iat":,"auth_time":,"jti":"onrtac:","iss":"https://","aud":["realm-management","account"],)"
           R"("sub":"","typ":"Bearer","azp":"","sid":"","acr":"1","allowed-origins":["https://*"],"realm_access":)"
           R"({"roles":["default-roles-","offline_access","uma_authorization","]},"resource_access":{"account":)"
           R"({"roles":["manage-account","manage-account-links","view-profile"]}},"scope":"openid email profile",)"
           R"("email_verified":true,"name":"","groups":["","preferred_username":"","given_name":"","family_name":"",)"
           R"("email":"@example.com"})";
}

} // namespace meshsso::session
