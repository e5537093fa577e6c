#pragma once

#include "core/Finding.h"
#include "desktop/views/widgets/PairsField.h"
#include "desktop/views/widgets/TickList.h"
#include "secrets/SecretRef.h"

#include <QWidget>
#include <functional>
#include <vector>

class QGridLayout;
class QVBoxLayout;

namespace meshsso::project {
struct SsoProject;
}

namespace meshsso::desktop {

class Dialogs;
class Label;
class ProjectDocument;
class SecretsController;

/// One field of a form: label above, editor, help below, and the findings about its value. Bound to one field
/// path of the project.
class Field final : public QWidget
{
    Q_OBJECT
public:
    Field(QString path, const QString& label, const QString& help, QWidget* editor,
          QWidget* parent = nullptr);

    const QString& path() const { return m_path; }
    QWidget* editor() const { return m_editor; }
    /// Shows what is said of this field; the editor is marked when an error is among it.
    void setFindings(const Findings& findings);
    /// Replaces the help text.
    void setHelp(const QString& help);

private:
    QString m_path;
    QWidget* m_editor;
    Label* m_help;
    QVBoxLayout* m_messages;
    QString m_shown;
};

/// Fields in columns that edit the open project through undoable edits and follow it when it changes
/// otherwise. Field paths are those of findings ("gateway.address"), so that a finding shows where its value
/// is.
class Form final : public QWidget
{
    Q_OBJECT
public:
    using Project = project::SsoProject;

    struct Text
    {
        QString path;
        QString label;
        QString help;
        std::function<std::string(const Project&)> get;
        std::function<void(Project&, std::string)> set;
        QString placeholder = {};
        bool wide = false;
    };
    struct Number
    {
        QString path;
        QString label;
        QString help;
        int minimum;
        int maximum;
        std::function<int(const Project&)> get;
        std::function<void(Project&, int)> set;
        QString suffix = {};
    };
    struct Choice
    {
        QString path;
        QString label;
        QString help;
        QStringList options; ///< in the order of the values 0, 1, ...
        std::function<int(const Project&)> get;
        std::function<void(Project&, int)> set;
    };
    struct Toggle
    {
        QString path;
        QString label;
        QString help;
        std::function<bool(const Project&)> get;
        std::function<void(Project&, bool)> set;
    };
    struct List
    {
        QString path;
        QString label;
        QString help; ///< "One a line."
        std::function<std::vector<std::string>(const Project&)> get;
        std::function<void(Project&, std::vector<std::string>)> set;
        QString placeholder = {};
    };
    struct Pairs
    {
        QString path;
        QString label;
        QString help; ///< "One a line."
        QChar separator;
        std::function<PairsField::Pairs(const Project&)> get;
        std::function<void(Project&, PairsField::Pairs)> set;
        QString placeholder = {};
    };
    struct Ticks
    {
        QString path;
        QString label;
        QString help;
        std::vector<TickList::Option> options;
        std::function<std::vector<std::string>(const Project&)> get;
        std::function<void(Project&, std::vector<std::string>)> set;
    };
    struct File
    {
        QString path;
        QString label;
        QString help;
        QString filter; ///< as QFileDialog takes it
        std::function<std::string(const Project&)> get;
        std::function<void(Project&, std::string)> set;
    };
    struct Secret
    {
        QString path;
        QString label;
        QString help;
        std::string purpose; ///< of a new reference: "client"
        std::function<secrets::SecretRef(const Project&)> get;
        std::function<void(Project&, secrets::SecretRef)> set;
        bool canGenerate = false; ///< offers a fresh random value (32 bytes, base64url)
    };

    explicit Form(ProjectDocument& document, int columns = 2, QWidget* parent = nullptr);

    Field* add(const Text& text);
    Field* add(const Number& number);
    Field* add(const Choice& choice);
    Field* add(const Toggle& toggle);
    Field* add(const List& list);
    Field* add(const Pairs& pairs);
    Field* add(const Ticks& ticks);
    Field* add(const File& file, Dialogs& dialogs);
    Field* add(const Secret& secret, SecretsController& secrets);
    /// Anything else, as a field of its own path; wide: over all columns.
    Field* addCustom(const QString& path, const QString& label, const QString& help, QWidget* editor,
                     bool wide);
    /// Puts the next field into a new row.
    void breakRow();
    /// Focuses the field of that path or the nearest above it. False if there is none here.
    bool reveal(const QString& path);

private:
    void place(Field* field, bool wide);
    void refresh();

    ProjectDocument& m_document;
    QGridLayout* m_grid;
    int m_columns;
    int m_row = 0;
    int m_column = 0;
    std::vector<Field*> m_fields;
    std::vector<std::function<void()>> m_refreshers;
};

} // namespace meshsso::desktop
