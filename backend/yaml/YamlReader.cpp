#include "yaml/YamlReader.h"

#include "core/Text.h"

#include <algorithm>
#include <sstream>
#include <utility>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

namespace meshsso::yaml {
namespace {

constexpr std::string_view byteOrderMark = "\xef\xbb\xbf";

/// The character of the error position, for text that yaml-cpp never gets to see.
YamlPosition positionAt(std::string_view text, std::size_t offset)
{
    YamlPosition position;
    for (const char c : text.substr(0, offset)) {
        if (c == '\n') {
            ++position.line;
            position.column = 1;
        } else if ((static_cast<unsigned char>(c) & 0xc0) != 0x80) {
            ++position.column;
        }
    }
    return position;
}

bool isForbiddenControl(char c)
{
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\t' && c != '\n' && c != '\r') || byte == 0x7f;
}

} // namespace

YamlReader::YamlReader(std::string_view text, std::string_view file)
    : m_document(std::make_shared<YamlDocument>())
{
    if (text.starts_with(byteOrderMark))
        text.remove_prefix(byteOrderMark.size());
    m_document->file = file;
    // Longer text is refused by read(), which needs no copy of it.
    m_text = text.substr(0, maxBytes + 1);
}

Result<void> YamlReader::checkText() const
{
    if (m_text.size() > maxBytes)
        return fail(ErrorCode::TooLarge, "the file is larger than 1 MiB", m_document->file);
    if (!isValidUtf8(m_text))
        return fail(ErrorCode::ParseError, "the file is not UTF-8 text", m_document->file);
    const auto bad = std::find_if(m_text.begin(), m_text.end(), isForbiddenControl);
    if (bad != m_text.end()) {
        const auto offset = static_cast<std::size_t>(bad - m_text.begin());
        return fail(ErrorCode::ParseError, "a control character is not allowed in YAML",
                    context(positionAt(m_text, offset)));
    }
    return {};
}

Result<YamlNode> YamlReader::read()
{
    if (auto checked = checkText(); !checked)
        return fail(std::move(checked).error());
    try {
        std::istringstream stream(m_text);
        YAML::Parser parser(stream);
        while (parser.HandleNextDocument(*this)) {
        }
    } catch (const Refusal& refusal) {
        return fail(refusal.code, refusal.message, context(refusal.position));
    } catch (const YAML::Exception& e) {
        const YamlPosition position{std::max(e.mark.line, 0) + 1, std::max(e.mark.column, 0) + 1};
        return fail(ErrorCode::ParseError, "not valid YAML: " + e.msg, context(position));
    } catch (const std::exception&) {
        return fail(ErrorCode::ParseError, "not valid YAML", m_document->file);
    }
    if (!m_root)
        m_root = newData(YamlNode::Kind::Null, {});
    const auto scan = scanYamlText(m_text, m_opaqueScalars);
    if (scan.unclosedQuote != std::string_view::npos)
        return fail(ErrorCode::ParseError, "not valid YAML: the quote that opens here is never closed",
                    context(positionAt(m_text, scan.unclosedQuote)));
    m_document->hasComments = scan.hasComments;
    YamlNode node;
    node.m_data = std::move(m_root);
    return node;
}

void YamlReader::OnDocumentStart(const YAML::Mark& mark)
{
    if (std::exchange(m_seenDocument, true))
        throw Refusal{ErrorCode::ParseError, "a second document begins here; one file holds one document",
                      positionOf(mark)};
}

void YamlReader::OnDocumentEnd() {}

void YamlReader::OnNull(const YAML::Mark& mark, YAML::anchor_t anchor)
{
    refuseProperties(mark, {}, anchor);
    auto position = positionOf(mark);
    if (expectsKey())
        refuseKey(position);
    // A missing value stands nowhere; its mark would be that of whatever follows.
    if (!m_open.empty() && m_open.back().hasKey)
        position = m_open.back().keyPosition;
    add(newData(YamlNode::Kind::Null, position));
}

void YamlReader::OnAlias(const YAML::Mark& mark, YAML::anchor_t)
{
    throw Refusal{ErrorCode::ParseError, "aliases (*name) are not allowed; repeat the value",
                  positionOf(mark)};
}

void YamlReader::OnAnchor(const YAML::Mark& mark, const std::string&)
{
    throw Refusal{ErrorCode::ParseError, "anchors (&name) are not allowed; write the value where it is used",
                  positionOf(mark)};
}

void YamlReader::OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                          const std::string& value)
{
    refuseProperties(mark, tag, anchor);
    const auto position = positionOf(mark);
    const bool quoted = tag == "!";
    if (quoted)
        m_opaqueScalars.push_back(static_cast<std::size_t>(mark.pos));
    if (expectsKey()) {
        auto& map = m_open.back();
        if (!map.keys.insert(value).second)
            throw Refusal{ErrorCode::ParseError, "the key '" + value + "' is given twice", position};
        map.hasKey = true;
        map.key = value;
        map.keyPosition = position;
        return;
    }
    auto data = newData(YamlNode::Kind::Scalar, position);
    data->scalar = value;
    data->quoted = quoted;
    add(std::move(data));
}

void YamlReader::OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                                 YAML::EmitterStyle::value)
{
    refuseProperties(mark, tag, anchor);
    open(newData(YamlNode::Kind::Sequence, positionOf(mark)));
}

void YamlReader::OnSequenceEnd()
{
    close();
}

void YamlReader::OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                            YAML::EmitterStyle::value)
{
    refuseProperties(mark, tag, anchor);
    open(newData(YamlNode::Kind::Map, positionOf(mark)));
}

void YamlReader::OnMapEnd()
{
    close();
}

YamlPosition YamlReader::positionOf(const YAML::Mark& mark)
{
    const auto line = std::max(mark.line, 0);
    const auto target = std::min(static_cast<std::size_t>(std::max(mark.pos, 0)), m_text.size());
    const bool goesOn = line == m_lastMark.line && mark.pos >= m_lastMark.pos && m_lastMark.pos >= 0;
    auto offset = goesOn ? static_cast<std::size_t>(m_lastMark.pos)
                         : target - std::min(static_cast<std::size_t>(std::max(mark.column, 0)), target);
    int column = goesOn ? m_lastColumn : 0;
    for (; offset < target; ++offset)
        column += (static_cast<unsigned char>(m_text[offset]) & 0xc0) != 0x80 ? 1 : 0;
    m_lastMark = mark;
    m_lastColumn = column;
    return {line + 1, column + 1};
}

void YamlReader::refuseProperties(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor)
{
    if (anchor != YAML::NullAnchor)
        throw Refusal{ErrorCode::ParseError,
                      "anchors (&name) are not allowed; write the value where it is used", positionOf(mark)};
    // yaml-cpp reports quoted text as tagged "!", so a written "! 1" shows only in the text itself.
    const auto offset = static_cast<std::size_t>(std::max(mark.pos, 0));
    const bool written = offset < m_text.size() && m_text[offset] == '!';
    if (written || (!tag.empty() && tag != "?" && tag != "!"))
        throw Refusal{ErrorCode::ParseError, "tags (!type) are not allowed; the schema decides types",
                      positionOf(mark)};
}

bool YamlReader::expectsKey() const
{
    return !m_open.empty() && m_open.back().data->kind == YamlNode::Kind::Map && !m_open.back().hasKey;
}

void YamlReader::refuseKey(YamlPosition position) const
{
    throw Refusal{ErrorCode::ParseError, "a key must be text; write it in quotes", position};
}

std::shared_ptr<YamlNode::Data> YamlReader::newData(YamlNode::Kind kind, YamlPosition position) const
{
    auto data = std::make_shared<YamlNode::Data>();
    data->kind = kind;
    data->position = position;
    data->document = m_document;
    return data;
}

void YamlReader::open(std::shared_ptr<YamlNode::Data> data)
{
    if (expectsKey())
        refuseKey(data->position);
    if (m_open.size() >= maxDepth)
        throw Refusal{ErrorCode::TooLarge, "the file is nested deeper than 64 levels", data->position};
    Open entry;
    entry.data = std::move(data);
    m_open.push_back(std::move(entry));
}

void YamlReader::close()
{
    auto data = std::move(m_open.back().data);
    m_open.pop_back();
    add(std::move(data));
}

void YamlReader::add(std::shared_ptr<YamlNode::Data> data)
{
    YamlNode node;
    node.m_data = data;
    if (m_open.empty()) {
        m_root = std::move(data);
    } else if (m_open.back().data->kind == YamlNode::Kind::Sequence) {
        m_open.back().data->items.push_back(std::move(node));
    } else {
        auto& map = m_open.back();
        map.data->members.emplace_back(std::move(map.key), std::move(node));
        map.data->keyPositions.push_back(map.keyPosition);
        map.hasKey = false;
    }
}

std::string YamlReader::context(YamlPosition position) const
{
    return m_document->file + ":" + std::to_string(position.line) + ":" + std::to_string(position.column);
}

} // namespace meshsso::yaml
