#pragma once

namespace meshsso::migrate {

class ImportModel;
class SourceFields;

/// Adds public rules for what authservice's trigger_rules leave out. Where they say that only some paths need
/// a login, every path needs one here. Private to this folder.
void addTriggerRules(SourceFields& root, ImportModel& model);

} // namespace meshsso::migrate
