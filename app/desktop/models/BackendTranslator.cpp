#include "desktop/models/BackendTranslator.h"

#include "core/Json.h"
#include "desktop/models/Text.h"

namespace meshsso::desktop {

namespace {

constexpr std::size_t maxDocumentBytes = 1024UL * 1024;

struct Pair
{
    QString english;
    QString translation;
};

Result<Pair> readPair(const json::value& value, const std::string& where)
{
    const auto* pair = value.if_array();
    if (pair == nullptr || pair->size() != 2 || !(*pair)[0].is_string() || !(*pair)[1].is_string())
        return fail(ErrorCode::ParseError, "an entry is a pair [English, translation]", where);
    return Pair{toQString(std::string_view((*pair)[0].get_string())),
                toQString(std::string_view((*pair)[1].get_string()))};
}

Result<std::vector<Pair>> readPairs(const json::object& object, const std::string& where)
{
    std::vector<Pair> pairs;
    const auto* texts = object.if_contains("texts");
    if (texts == nullptr)
        return pairs;
    if (!texts->is_array())
        return fail(ErrorCode::ParseError, "'texts' is a list", where);
    for (const auto& entry : texts->get_array()) {
        auto pair = readPair(entry, where);
        if (!pair)
            return fail(pair.error());
        pairs.push_back(std::move(*pair));
    }
    return pairs;
}

} // namespace

Result<void> BackendTranslator::loadJson(std::string_view document)
{
    auto root = parseJsonObject(document, maxDocumentBytes);
    if (!root)
        return fail(root.error());
    auto titles = m_titles;
    auto findings = m_findings;
    if (const auto* list = root->if_contains("findings"); list != nullptr && list->is_object()) {
        for (const auto& [code, value] : list->get_object()) {
            const std::string name(code);
            if (!value.is_object())
                return fail(ErrorCode::ParseError, "a finding is an object", name);
            const auto title = stringOr(value.get_object(), "title");
            if (title.empty())
                return fail(ErrorCode::ParseError, "the title is missing", name);
            titles.insert(toQString(name), toQString(title));
            auto own = readPairs(value.get_object(), name);
            if (!own)
                return fail(own.error());
            for (const auto& pair : *own)
                findings[toQString(name)].add(pair.english, pair.translation);
        }
    }
    auto pairs = readPairs(*root, "texts");
    if (!pairs)
        return fail(pairs.error());
    m_titles = std::move(titles);
    m_findings = std::move(findings);
    for (const auto& pair : *pairs) {
        if (pair.english.contains(QLatin1Char('%')))
            m_texts.add(pair.english, pair.translation);
        else
            m_exact.insert(pair.english, pair.translation);
    }
    return {};
}

QString BackendTranslator::translate(const char* context, const char* source, const char* comment, int) const
{
    const QLatin1String in(context);
    if (in == QLatin1String("FindingTitle"))
        return m_titles.value(QString::fromUtf8(source));
    const bool isFinding = in == QLatin1String("Finding");
    if (!isFinding && in != QLatin1String("Backend"))
        return {};
    const QString text = QString::fromUtf8(source);
    if (isFinding) {
        const auto own = m_findings.constFind(QString::fromUtf8(comment));
        if (own != m_findings.constEnd()) {
            if (const QString translated = own->translate(text); !translated.isNull())
                return translated;
        }
    }
    if (const auto exact = m_exact.constFind(text); exact != m_exact.constEnd())
        return *exact;
    return m_texts.translate(text);
}

} // namespace meshsso::desktop
