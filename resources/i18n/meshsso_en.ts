<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>Hop</name>
    <message numerus="yes">
        <source>%n byte(s)</source>
        <translation><numerusform>%n byte</numerusform><numerusform>%n bytes</numerusform></translation>
    </message>
</context>
<context>
    <name>PlanShare</name>
    <message numerus="yes">
        <source>%n change(s) to apply</source>
        <translation><numerusform>%n change to apply</numerusform><numerusform>%n changes to apply</numerusform></translation>
    </message>
</context>
<context>
    <name>Token</name>
    <message numerus="yes">
        <source>%n day(s)</source>
        <translation><numerusform>%n day</numerusform><numerusform>%n days</numerusform></translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::ApplicationsController</name>
    <message numerus="yes">
        <source>%n applications</source>
        <translation><numerusform>%n application</numerusform><numerusform>%n applications</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n rules</source>
        <translation><numerusform>%n rule</numerusform><numerusform>%n rules</numerusform></translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::ApplicationsModel</name>
    <message numerus="yes">
        <source>%n rules</source>
        <translation><numerusform>%n rule</numerusform><numerusform>%n rules</numerusform></translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::ClusterCard</name>
    <message numerus="yes">
        <source>%n to create</source>
        <translation><numerusform>%n to create</numerusform><numerusform>%n to create</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n to change</source>
        <translation><numerusform>%n to change</numerusform><numerusform>%n to change</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n with fields of other owners</source>
        <translation><numerusform>%n with fields of other owners</numerusform><numerusform>%n with fields of other owners</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n refused</source>
        <translation><numerusform>%n refused</numerusform><numerusform>%n refused</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n unchanged</source>
        <translation><numerusform>%n unchanged</numerusform><numerusform>%n unchanged</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>Take %n values from the cluster</source>
        <translation><numerusform>Take %n value from the cluster</numerusform><numerusform>Take %n values from the cluster</numerusform></translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::CommandPalette</name>
    <message numerus="yes">
        <source>%n command(s) fit</source>
        <translation><numerusform>%n command fits</numerusform><numerusform>%n commands fit</numerusform></translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::DriftController</name>
    <message numerus="yes">
        <source>%n files</source>
        <translation><numerusform>%n file</numerusform><numerusform>%n files</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n objects differ</source>
        <translation><numerusform>%n object differs</numerusform><numerusform>%n objects differ</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n changes to apply</source>
        <translation><numerusform>%n change to apply</numerusform><numerusform>%n changes to apply</numerusform></translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::ExportController</name>
    <message numerus="yes">
        <source>%n files saved to %1</source>
        <translation><numerusform>%n file saved to %1</numerusform><numerusform>%n files saved to %1</numerusform></translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::GatewayController</name>
    <message numerus="yes">
        <source>certificate, %n days left</source>
        <translation><numerusform>certificate, %n day left</numerusform><numerusform>certificate, %n days left</numerusform></translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::InspectorCompareView</name>
    <message numerus="yes">
        <source>%n claim(s) differ.</source>
        <translation><numerusform>%n claim differs.</numerusform><numerusform>%n claims differ.</numerusform></translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::InspectorController</name>
    <message numerus="yes">
        <source>%n pasted key(s)</source>
        <translation><numerusform>%n pasted key</numerusform><numerusform>%n pasted keys</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n key(s) of %1</source>
        <translation><numerusform>%n key of %1</numerusform><numerusform>%n keys of %1</numerusform></translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::LoginResultView</name>
    <message numerus="yes">
        <source>%n hop(s), %1</source>
        <translation><numerusform>%n hop, %1</numerusform><numerusform>%n hops, %1</numerusform></translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::LoginTestController</name>
    <message numerus="yes">
        <source>%n hop(s), last: %1</source>
        <translation><numerusform>%n hop, last: %1</numerusform><numerusform>%n hops, last: %1</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>under way, %n hop(s)</source>
        <translation><numerusform>under way, %n hop</numerusform><numerusform>under way, %n hops</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>signed in as %1, %n hop(s), %2</source>
        <translation><numerusform>signed in as %1, %n hop, %2</numerusform><numerusform>signed in as %1, %n hops, %2</numerusform></translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::OverviewController</name>
    <message numerus="yes">
        <source>%1 and %n more</source>
        <translation><numerusform>%1 and %n more</numerusform><numerusform>%1 and %n more</numerusform></translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::PlanActions</name>
    <message numerus="yes">
        <source>Apply %n change(s) to Keycloak</source>
        <translation><numerusform>Apply %n change to Keycloak</numerusform><numerusform>Apply %n changes to Keycloak</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>The project says that Keycloak at %1 is in production. %n change(s) will be written to it.</source>
        <translation><numerusform>The project says that Keycloak at %1 is in production. %n change will be written to it.</numerusform><numerusform>The project says that Keycloak at %1 is in production. %n changes will be written to it.</numerusform></translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::ResourcesController</name>
    <message numerus="yes">
        <source>%n changes to apply</source>
        <translation><numerusform>%n change to apply</numerusform><numerusform>%n changes to apply</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n objects in sync</source>
        <translation><numerusform>%n object in sync</numerusform><numerusform>%n objects in sync</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n files to save</source>
        <translation><numerusform>%n file to save</numerusform><numerusform>%n files to save</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n files saved</source>
        <translation><numerusform>%n file saved</numerusform><numerusform>%n files saved</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n files differ from the last export</source>
        <translation><numerusform>%n file differs from the last export</numerusform><numerusform>%n files differ from the last export</numerusform></translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::ResourcesPage</name>
    <message numerus="yes">
        <source>%n files are in %1.</source>
        <translation><numerusform>%n file is in %1.</numerusform><numerusform>%n files are in %1.</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>Save %n files</source>
        <translation><numerusform>Save %n file</numerusform><numerusform>Save %n files</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>Apply %n changes to the cluster</source>
        <translation><numerusform>Apply %n change to the cluster</numerusform><numerusform>Apply %n changes to the cluster</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>Take over and apply %n changes</source>
        <translation><numerusform>Take over and apply %n change</numerusform><numerusform>Take over and apply %n changes</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n objects in %1 are written.</source>
        <translation><numerusform>%n object in %1 is written.</numerusform><numerusform>%n objects in %1 are written.</numerusform></translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::SequenceDiagram</name>
    <message numerus="yes">
        <source>%n hop(s). Up and Down choose one. Last: %1</source>
        <translation><numerusform>%n hop. Up and Down choose one. Last: %1</numerusform><numerusform>%n hops. Up and Down choose one. Last: %1</numerusform></translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::ServiceSettings</name>
    <message numerus="yes">
        <source>%n further issuers in the project file; change them there.</source>
        <translation><numerusform>%n further issuer in the project file; change it there.</numerusform><numerusform>%n further issuers in the project file; change them there.</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n further logins in the project file; change them there.</source>
        <translation><numerusform>%n further login in the project file; change it there.</numerusform><numerusform>%n further logins in the project file; change them there.</numerusform></translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::TokenPreviewView</name>
    <message numerus="yes">
        <source>%n user(s) match.</source>
        <translation><numerusform>%n user matches.</numerusform><numerusform>%n users match.</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>The first %n user(s); type more to narrow it down.</source>
        <translation><numerusform>The first %n user; type more to narrow it down.</numerusform><numerusform>The first %n users; type more to narrow it down.</numerusform></translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::TokenView</name>
    <message numerus="yes">
        <source> … %n more character(s)</source>
        <translation><numerusform> … %n more character</numerusform><numerusform> … %n more characters</numerusform></translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::TopBar</name>
    <message numerus="yes">
        <source>%n error(s)</source>
        <translation><numerusform>%n error</numerusform><numerusform>%n errors</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n warning(s)</source>
        <translation><numerusform>%n warning</numerusform><numerusform>%n warnings</numerusform></translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::UsersController</name>
    <message numerus="yes">
        <source>%n user(s)</source>
        <translation><numerusform>%n user</numerusform><numerusform>%n users</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n role(s)</source>
        <translation><numerusform>%n role</numerusform><numerusform>%n roles</numerusform></translation>
    </message>
</context>
<context>
    <name>meshsso::desktop::ValidityBar</name>
    <message numerus="yes">
        <source>valid only in %n days</source>
        <translation><numerusform>valid only in %n day</numerusform><numerusform>valid only in %n days</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>expired %n days ago</source>
        <translation><numerusform>expired %n day ago</numerusform><numerusform>expired %n days ago</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n days left</source>
        <translation><numerusform>%n day left</numerusform><numerusform>%n days left</numerusform></translation>
    </message>
</context>
</TS>
