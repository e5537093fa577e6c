#include "desktop/controllers/LaunchOptions.h"

#include "desktop/models/Text.h"

#include <QCommandLineParser>

namespace meshsso::desktop {

namespace {

struct Options
{
    QCommandLineOption project{QStringLiteral("project"), QStringLiteral("Open this project."),
                               QStringLiteral("FILE")};
    QCommandLineOption readOnly{QStringLiteral("read-only"), QStringLiteral("Look, change nothing.")};
    QCommandLineOption theme{QStringLiteral("theme"), QStringLiteral("system, light or dark."),
                             QStringLiteral("THEME")};
    QCommandLineOption language{QStringLiteral("language"), QStringLiteral("system, en or zh_CN."),
                                QStringLiteral("LANGUAGE")};
    QCommandLineOption step{QStringLiteral("step"), QString(), QStringLiteral("NAME")};
    QCommandLineOption sandbox{QStringLiteral("sandbox"), QStringLiteral("Start the local sandbox.")};
    QCommandLineOption help{{QStringLiteral("h"), QStringLiteral("help")}, QStringLiteral("Show this help.")};
    QCommandLineOption version{{QStringLiteral("v"), QStringLiteral("version")},
                               QStringLiteral("Show the version.")};

    Options()
    {
        QStringList names;
        for (int id = 0; id < stepCount; ++id)
            names.append(stepName(static_cast<StepId>(id)));
        step.setDescription(QStringLiteral("Begin there: %1.").arg(names.join(QStringLiteral(", "))));
    }

    void addTo(QCommandLineParser& parser) const
    {
        parser.setApplicationDescription(QStringLiteral("Single sign-on for a service mesh."));
        parser.addPositionalArgument(QStringLiteral("FILE"), QStringLiteral("The project to open."),
                                     QStringLiteral("[FILE]"));
        parser.addOptions({project, readOnly, theme, language, step, sandbox, help, version});
    }
};

} // namespace

QString stepName(StepId step)
{
    switch (step) {
    case StepId::Overview:
        return QStringLiteral("overview");
    case StepId::Gateway:
        return QStringLiteral("gateway");
    case StepId::Keycloak:
        return QStringLiteral("keycloak");
    case StepId::Realm:
        return QStringLiteral("realm");
    case StepId::Users:
        return QStringLiteral("users");
    case StepId::Applications:
        return QStringLiteral("applications");
    case StepId::Resources:
        return QStringLiteral("resources");
    case StepId::LoginTest:
        return QStringLiteral("login");
    case StepId::Inspector:
        return QStringLiteral("inspector");
    }
    return {};
}

QString launchHelp()
{
    QCommandLineParser parser;
    Options().addTo(parser);
    // The parser asks the application for its name, and there is none yet.
    return parser.helpText().replace(QLatin1String("<executable_name>"), QLatin1String("meshsso"));
}

Result<LaunchOptions> parseLaunchOptions(const QStringList& arguments)
{
    const Options known;
    QCommandLineParser parser;
    known.addTo(parser);
    if (!parser.parse(arguments))
        return fail(ErrorCode::InvalidArgument, toUtf8(parser.errorText()));
    LaunchOptions options;
    options.showsHelp = parser.isSet(known.help);
    options.showsVersion = parser.isSet(known.version);
    options.isReadOnly = parser.isSet(known.readOnly);
    options.startsSandbox = parser.isSet(known.sandbox);

    QStringList files = parser.positionalArguments();
    if (parser.isSet(known.project))
        files.append(parser.values(known.project));
    if (files.size() > 1)
        return fail(ErrorCode::InvalidArgument, "one project at a time", "FILE");
    if (!files.isEmpty())
        options.project = files.front();

    if (parser.isSet(known.theme)) {
        auto theme = Settings::ThemeChoice::System;
        if (!Settings::parseTheme(parser.value(known.theme), theme))
            return fail(ErrorCode::InvalidArgument, "give system, light or dark", "--theme");
        options.theme = theme;
    }
    if (parser.isSet(known.language)) {
        QString language = parser.value(known.language);
        if (language == QLatin1String("system"))
            language.clear();
        if (!Settings::isLanguage(language))
            return fail(ErrorCode::InvalidArgument, "give system, en or zh_CN", "--language");
        options.language = language;
    }
    if (parser.isSet(known.step)) {
        for (int step = 0; step < stepCount; ++step) {
            if (stepName(static_cast<StepId>(step)) == parser.value(known.step))
                options.step = static_cast<StepId>(step);
        }
        if (!options.step)
            return fail(ErrorCode::InvalidArgument, "no step has this name; --help lists them", "--step");
    }
    return options;
}

} // namespace meshsso::desktop
