#pragma once

#include "desktop/models/Text.h"
#include "desktop/views/widgets/Form.h"
#include "project/SsoProject.h"

namespace meshsso::desktop::fields {

// Fields of a form from members of the project. Private to the authorization service's settings.

/// Getter and setter of a member at the end of a way into the project.
template<class Way, class Member>
auto getter(Way way, Member member)
{
    return [=](const project::SsoProject& project) {
        return way(const_cast<project::SsoProject&>(project)).*member;
    };
}

template<class Value, class Way, class Member>
std::function<void(project::SsoProject&, Value)> setter(Way way, Member member)
{
    return [=](project::SsoProject& project, Value value) { way(project).*member = std::move(value); };
}

inline project::AuthorizationService& service(project::SsoProject& project)
{
    return project.authorization;
}

inline project::SessionSettings& session(project::SsoProject& project)
{
    return project.authorization.session;
}

inline project::Redis& redis(project::SsoProject& project)
{
    return project.authorization.session.redis;
}

inline project::BearerTokens& bearer(project::SsoProject& project)
{
    return project.authorization.bearer;
}

inline project::Pages& pages(project::SsoProject& project)
{
    return project.authorization.pages;
}

inline project::LocalEndpoints& local(project::SsoProject& project)
{
    return project.local;
}

template<class Way, class Member>
Form::Text text(const char* path, const QString& label, const QString& help, Way way, Member member,
                const QString& placeholder = {})
{
    return {QLatin1String(path), label, help, getter(way, member), setter<std::string>(way, member),
            placeholder};
}

template<class Way, class Member>
Form::Number number(const char* path, const QString& label, const QString& help, int minimum, int maximum,
                    Way way, Member member)
{
    return {QLatin1String(path),     label, help, minimum, maximum, getter(way, member),
            setter<int>(way, member)};
}

template<class Way, class Member>
Form::Toggle toggle(const char* path, const QString& label, const QString& help, Way way, Member member)
{
    return {QLatin1String(path), label, help, getter(way, member), setter<bool>(way, member)};
}

template<class Way, class Member>
Form::List list(const char* path, const QString& label, const QString& help, Way way, Member member,
                const QString& placeholder = {})
{
    return {
        QLatin1String(path), label, help, getter(way, member), setter<std::vector<std::string>>(way, member),
        placeholder};
}

template<class Way, class Member>
Form::Pairs pairs(const char* path, const QString& label, const QString& help, char separator, Way way,
                  Member member, const QString& placeholder = {})
{
    return {QLatin1String(path),
            label,
            help,
            QLatin1Char(separator),
            getter(way, member),
            setter<PairsField::Pairs>(way, member),
            placeholder};
}

} // namespace meshsso::desktop::fields
