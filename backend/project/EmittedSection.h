#pragma once

#include "core/Json.h"
#include "project/SsoProject.h"
#include "yaml/Duration.h"

#include <array>
#include <chrono>
#include <map>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace meshsso::project {

// What a project's values look like in its file. Private to this folder.

inline json::value toJson(const std::string& text)
{
    return json::value(text);
}

inline json::value toJson(bool flag)
{
    return json::value(flag);
}

inline json::value toJson(int number)
{
    return json::value(number);
}

inline json::value toJson(std::chrono::milliseconds duration)
{
    return json::value(yaml::formatDuration(duration));
}

inline json::value toJson(const SecretRef& ref)
{
    return json::value(ref.toString());
}

inline json::value toJson(const std::map<std::string, std::string>& map)
{
    json::object object;
    for (const auto& [name, value] : map)
        object[name] = value;
    return object;
}

template<class T>
json::value toJson(const std::vector<T>& list)
{
    json::array array;
    for (const auto& item : list)
        array.push_back(toJson(item));
    return array;
}

/// One map of the file: members in schema order, what equals the default left out.
class EmittedSection
{
public:
    template<class T>
    EmittedSection& add(std::string_view key, const T& value, const T& defaultValue)
    {
        if (value != defaultValue)
            m_object[key] = toJson(value);
        return *this;
    }

    template<class T>
    EmittedSection& always(std::string_view key, const T& value)
    {
        m_object[key] = toJson(value);
        return *this;
    }

    template<class Enum, std::size_t N>
        requires std::is_enum_v<Enum>
    EmittedSection& add(std::string_view key, Enum value, Enum defaultValue,
                        const std::array<std::string_view, N>& names)
    {
        if (value != defaultValue)
            m_object[key] = names[static_cast<std::size_t>(value)];
        return *this;
    }

    EmittedSection& nested(std::string_view key, json::object object)
    {
        if (!object.empty())
            m_object[key] = std::move(object);
        return *this;
    }

    template<class T, class Function>
    EmittedSection& list(std::string_view key, const std::vector<T>& items, Function toObject)
    {
        json::array array;
        for (const auto& item : items)
            array.emplace_back(toObject(item));
        if (!array.empty())
            m_object[key] = std::move(array);
        return *this;
    }

    json::object take() { return std::move(m_object); }

private:
    json::object m_object;
};

} // namespace meshsso::project
