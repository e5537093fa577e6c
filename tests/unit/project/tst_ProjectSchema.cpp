#include "JsonSchema.h"
#include "ProjectSamples.h"
#include "core/Text.h"
#include "support/TestPrinters.h"
#include "yaml/YamlValue.h"

#include <QtTest/QtTest>
#include <set>

using namespace meshsso;
using namespace meshsso::project;
using test::JsonSchema;

namespace {

/// Where a member of a document stands, and what the schema says about it.
struct Place
{
    std::string path;                 ///< "applications[0].access[1].public"
    std::string schemaPath;           ///< the same without indices: what the schema knows it by
    std::vector<std::string> pointer; ///< keys and indices
    json::object schema;
    bool required = false;
};

void walk(const JsonSchema& schema, const json::object& given, const json::value& value, const Place& at,
          std::vector<Place>& places)
{
    const auto here = schema.resolve(given);
    if (const auto* array = value.if_array()) {
        const auto& items = here.at("items").as_object();
        for (std::size_t i = 0; i < array->size(); ++i) {
            auto below = at;
            below.path += "[" + std::to_string(i) + "]";
            below.pointer.push_back(std::to_string(i));
            walk(schema, items, (*array)[i], below, places);
        }
        return;
    }
    const auto* object = value.if_object();
    const auto* properties = here.if_contains("properties");
    if (!object || !properties)
        return;
    for (const auto& [name, member] : *object) {
        Place below = at;
        below.path += (at.path.empty() ? "" : ".") + std::string(name);
        // Requirements contain themselves: one level stands for all.
        below.schemaPath =
            (given.contains("$ref") ? std::string(given.at("$ref").as_string()) : at.schemaPath) + "." +
            std::string(name);
        below.pointer.emplace_back(name);
        // A member that the schema does not know has an empty one, which isClosedAndDescribed refuses.
        const auto* known = properties->as_object().if_contains(name);
        const auto property = known ? known->as_object() : json::object();
        below.schema = schema.resolve(property);
        const auto* required = here.if_contains("required");
        below.required = required && std::find(required->as_array().begin(), required->as_array().end(),
                                               json::value(name)) != required->as_array().end();
        places.push_back(below);
        walk(schema, property, member, below, places);
    }
}

/// Every property of the schema, by schemaPath.
void listProperties(const JsonSchema& schema, const json::object& given, const std::string& path,
                    std::set<std::string>& out)
{
    const auto here = schema.resolve(given);
    const auto base = given.contains("$ref") ? std::string(given.at("$ref").as_string()) : path;
    if (const auto* items = here.if_contains("items"))
        return listProperties(schema, items->as_object(), base, out);
    const auto* properties = here.if_contains("properties");
    if (!properties)
        return;
    for (const auto& [name, property] : properties->as_object()) {
        const auto below = base + "." + std::string(name);
        if (out.insert(below).second)
            listProperties(schema, property.as_object(), below, out);
    }
}

json::value& at(json::value& document, const std::vector<std::string>& pointer)
{
    auto* value = &document;
    for (const auto& step : pointer) {
        if (value->is_array())
            value = &value->as_array()[std::stoul(step)];
        else
            value = &value->as_object()[step];
    }
    return *value;
}

json::value replaced(json::value document, const Place& place, json::value value)
{
    at(document, place.pointer) = std::move(value);
    return document;
}

json::value removed(json::value document, const Place& place)
{
    auto parent = place.pointer;
    parent.pop_back();
    at(document, parent).as_object().erase(place.pointer.back());
    return document;
}

LoadedProject load(const json::value& document)
{
    return parseProject(yaml::emitYaml(document), "f");
}

/// An error about the form of that field, or of one below it.
bool refusesForm(const LoadedProject& loaded, const std::string& path)
{
    return std::any_of(loaded.findings.begin(), loaded.findings.end(), [&](const Finding& finding) {
        const bool form = finding.code.starts_with("yaml.") || finding.code == "project.secret-reference" ||
                          finding.code == "project.kind" || finding.code.starts_with("access.") ||
                          finding.code == "project.keep";
        return form && finding.severity == Severity::Error &&
               finding.where.find("(" + path) != std::string::npos;
    });
}

} // namespace

/// The written schema and the loader, walked together: neither knows a key, a type, a range or a default that
/// the other does not.
class ProjectSchemaTest : public QObject
{
    Q_OBJECT

private:
    JsonSchema m_schema{{}};
    json::value m_everything;
    std::vector<Place> m_places;

private slots:
    void initTestCase()
    {
        QFile file(QStringLiteral(MESHSSO_SOURCE_DIR "/resources/schema/ssoproject.schema.json"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        auto parsed = parseJsonObject(file.readAll().toStdString());
        MESHSSO_VERIFY_OK(parsed);
        m_schema = JsonSchema(std::move(*parsed));
        m_everything = test::toJson(yaml::YamlNode::parse(test::sampleText("everything"), "f").value());
        // Our own server, so that the schema's default for its Service holds.
        m_everything.at("clusters").as_object()["target"] = "envoy";
        walk(m_schema, m_schema.root(), m_everything, {}, m_places);
        QVERIFY(m_places.size() > 100);
    }

    void takesTheSamples_data()
    {
        QTest::addColumn<QString>("name");
        for (const auto* name : {"minimal", "reference", "everything"})
            QTest::newRow(name) << QString(name);
    }
    void takesTheSamples()
    {
        QFETCH(QString, name);
        const auto text = test::sampleText(name);
        const auto asWritten = m_schema.validate(test::toJson(yaml::YamlNode::parse(text, "f").value()));
        QVERIFY2(asWritten.empty(), join(asWritten, "\n").c_str());
        const auto emitted = emitProject(parseProject(text, "f").project);
        const auto asEmitted = m_schema.validate(test::toJson(yaml::YamlNode::parse(emitted, "f").value()));
        QVERIFY2(asEmitted.empty(), join(asEmitted, "\n").c_str());
    }

    void isWhole_inTheSampleOfEverything()
    {
        std::set<std::string> properties;
        listProperties(m_schema, m_schema.root(), "", properties);
        std::set<std::string> seen;
        for (const auto& place : m_places)
            seen.insert(place.schemaPath);
        for (const auto& property : properties)
            QVERIFY2(seen.contains(property), (property + " is not in everything.yaml").c_str());
        const auto loaded = load(m_everything);
        for (const auto& finding : loaded.findings)
            QVERIFY2(!finding.code.starts_with("yaml."), finding.toString().c_str());
    }

    void emitsEveryField()
    {
        const auto emitted = emitProject(load(m_everything).project);
        const auto document = test::toJson(yaml::YamlNode::parse(emitted, "f").value());
        std::vector<Place> places;
        walk(m_schema, m_schema.root(), document, {}, places);
        std::set<std::string> seen;
        for (const auto& place : places)
            seen.insert(place.path);
        for (const auto& place : m_places)
            QVERIFY2(seen.contains(place.path), (place.path + " is lost when emitted").c_str());
    }

    void isClosedAndDescribed()
    {
        for (const auto& place : m_places) {
            const auto shown = place.path.c_str();
            QVERIFY2(place.schema.contains("description"), shown);
            if (place.schema.contains("properties"))
                QVERIFY2(place.schema.at("additionalProperties") == json::value(false), shown);
        }
    }

    void knowsTheSameKeys()
    {
        std::vector<Place> maps{{}};
        maps.insert(maps.end(), m_places.begin(), m_places.end());
        maps.front().schema = m_schema.root();
        // Elements of lists are maps too.
        for (const auto& place : m_places) {
            const auto* items = place.schema.if_contains("items");
            if (!items || !m_schema.resolve(items->as_object()).contains("properties"))
                continue;
            const auto count = at(m_everything, place.pointer).as_array().size();
            for (std::size_t i = 0; i < count; ++i) {
                auto element = place;
                element.path += "[" + std::to_string(i) + "]";
                element.pointer.push_back(std::to_string(i));
                element.schema = m_schema.resolve(items->as_object());
                maps.push_back(element);
            }
        }
        int compared = 0;
        for (const auto& map : maps) {
            const auto* properties = map.schema.if_contains("properties");
            if (!properties)
                continue;
            auto inside = map;
            inside.pointer.emplace_back("qqqqqqqqqqqqqqqqqqqq");
            const auto document = replaced(m_everything, inside, 1);
            QVERIFY2(!m_schema.validate(document).empty(), map.path.c_str());
            std::string expected;
            std::set<std::string> names;
            for (const auto& [name, property] : properties->as_object())
                names.emplace(name);
            for (const auto& name : names)
                expected.append(expected.empty() ? "" : ", ").append(name);
            const auto findings = load(document).findings;
            const auto found = std::find_if(findings.begin(), findings.end(),
                                            [](const auto& f) { return f.code == "yaml.unknown-key"; });
            QVERIFY2(found != findings.end(), map.path.c_str());
            const auto fix = "Remove it; the known keys are: " + expected + ".";
            QVERIFY2(found->fix == fix, (map.path + ":\n" + found->fix + "\n" + fix).c_str());
            ++compared;
        }
        QVERIFY(compared > 25);
    }

    void refuseTheSameTypes()
    {
        for (const auto& place : m_places) {
            const auto* type = place.schema.if_contains("type");
            const auto name = type ? std::string(type->as_string()) : std::string("duration");
            std::vector<json::value> wrong{nullptr, json::array{json::array{1}},
                                           json::object{{"x", json::array{}}}, 1.5};
            if (name != "string")
                wrong.emplace_back("some text");
            if (name != "integer" && name != "duration")
                wrong.emplace_back(7);
            if (name != "boolean")
                wrong.emplace_back(true);
            if (place.schema.contains("enum") || place.schema.contains("const") ||
                place.schema.contains("pattern"))
                wrong.emplace_back("nonsense-value");
            if (name == "duration")
                wrong.insert(wrong.end(), {json::value("1 h"), json::value("-1s"), json::value(-1)});
            if (place.schema.contains("minLength"))
                wrong.emplace_back("");
            for (const auto& value : wrong) {
                const auto document = replaced(m_everything, place, value);
                const auto shown = place.path + " = " + json::serialize(value);
                QVERIFY2(!m_schema.validate(document).empty(), ("the schema takes " + shown).c_str());
                const auto loaded = load(document);
                QVERIFY2(refusesForm(loaded, place.path),
                         ("the loader takes " + shown + "\n" + test::describe(loaded.findings)).c_str());
            }
        }
    }

    void refuseTheSameRanges()
    {
        int compared = 0;
        for (const auto& place : m_places) {
            const auto* minimum = place.schema.if_contains("minimum");
            const auto* maximum = place.schema.if_contains("maximum");
            if (!minimum || !maximum)
                continue;
            const auto low = minimum->to_number<std::int64_t>();
            const auto high = maximum->to_number<std::int64_t>();
            for (const auto value : {low - 1, high + 1}) {
                const auto document = replaced(m_everything, place, value);
                QVERIFY2(!m_schema.validate(document).empty(), place.path.c_str());
                QVERIFY2(refusesForm(load(document), place.path), place.path.c_str());
            }
            for (const auto value : {low, high}) {
                const auto document = replaced(m_everything, place, value);
                QVERIFY2(m_schema.validate(document).empty(), place.path.c_str());
                QVERIFY2(!refusesForm(load(document), place.path), place.path.c_str());
            }
            ++compared;
        }
        QVERIFY(compared > 10);
    }

    void requireTheSameFields()
    {
        int compared = 0;
        for (const auto& place : m_places) {
            const auto document = removed(m_everything, place);
            const bool isMember = place.path.find(".access[") != std::string::npos;
            if (place.required) {
                QVERIFY2(!m_schema.validate(document).empty(), place.path.c_str());
                QVERIFY2(refusesForm(load(document), place.path), place.path.c_str());
                ++compared;
            } else if (!isMember) {
                QVERIFY2(m_schema.validate(document).empty(), place.path.c_str());
                QVERIFY2(!refusesForm(load(document), place.path), place.path.c_str());
            }
        }
        QVERIFY(compared > 15);
    }

    void haveTheSameDefaults()
    {
        int compared = 0;
        for (const auto& place : m_places) {
            const auto* value = place.schema.if_contains("default");
            const auto type = place.schema.contains("type") ? std::string(place.schema.at("type").as_string())
                                                            : std::string("duration");
            const bool isPlain =
                type == "boolean" || type == "integer" || type == "duration" || place.schema.contains("enum");
            const bool hasNone =
                place.required || place.schema.contains("const") || place.path.ends_with(".exposedOnPort");
            if (!value) {
                QVERIFY2(!isPlain || hasNone,
                         (place.path + " has a default that the schema does not name").c_str());
                continue;
            }
            const auto without = load(removed(m_everything, place)).project;
            const auto with = load(replaced(m_everything, place, *value)).project;
            QVERIFY2(without == with, (place.path + " has another default than the schema says").c_str());
            ++compared;
        }
        QVERIFY(compared > 60);
    }
};

QTEST_APPLESS_MAIN(ProjectSchemaTest)
#include "tst_ProjectSchema.moc"
