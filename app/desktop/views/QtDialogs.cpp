#include "desktop/views/QtDialogs.h"

#include "desktop/views/widgets/Label.h"

#include <QDialog>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QVBoxLayout>

namespace meshsso::desktop {

namespace {

void openFileDialog(QFileDialog* dialog, std::function<void(QString)> chosen)
{
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    QObject::connect(dialog, &QFileDialog::fileSelected, dialog,
                     [chosen = std::move(chosen)](const QString& file) { chosen(file); });
    dialog->open();
}

} // namespace

void QtDialogs::confirm(QWidget* parent, const Confirmation& confirmation, std::function<void()> confirmed)
{
    auto* dialog = new QDialog(parent);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(confirmation.title);
    auto* column = new QVBoxLayout(dialog);
    column->setContentsMargins(Theme::pageMargin, Theme::pageMargin, Theme::pageMargin, Theme::cardPadding);
    column->setSpacing(Theme::grid * 2);
    column->addWidget(new Label(confirmation.title, TextRole::Section));
    auto* text = new Label(confirmation.text);
    text->setMinimumWidth(420);
    column->addWidget(text);
    auto* buttons = new QDialogButtonBox;
    auto* go = buttons->addButton(confirmation.action, QDialogButtonBox::AcceptRole);
    go->setProperty(confirmation.isDangerous ? "danger" : "primary", true);
    auto* cancel = buttons->addButton(QObject::tr("Cancel"), QDialogButtonBox::RejectRole);
    if (!confirmation.typedWord.isEmpty()) {
        auto* word = new QLineEdit;
        word->setAccessibleName(QObject::tr("Type %1 to confirm").arg(confirmation.typedWord));
        column->addWidget(
            new Label(QObject::tr("Type %1 to confirm:").arg(confirmation.typedWord), TextRole::Strong));
        column->addWidget(word);
        go->setEnabled(false);
        const QString expected = confirmation.typedWord;
        QObject::connect(word, &QLineEdit::textChanged, go,
                         [go, expected](const QString& typed) { go->setEnabled(typed == expected); });
        word->setFocus();
    } else {
        cancel->setDefault(confirmation.isDangerous);
        go->setDefault(!confirmation.isDangerous);
    }
    column->addWidget(buttons);
    QObject::connect(buttons, &QDialogButtonBox::accepted, dialog, &QDialog::accept);
    QObject::connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::reject);
    QObject::connect(dialog, &QDialog::accepted, dialog, [confirmed = std::move(confirmed)] { confirmed(); });
    dialog->open();
}

void QtDialogs::askUnsaved(QWidget* parent, const QString& project,
                           std::function<void(UnsavedAnswer)> answered)
{
    auto* box = new QMessageBox(parent);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setIcon(QMessageBox::NoIcon);
    box->setWindowTitle(QObject::tr("Unsaved changes"));
    box->setText(QObject::tr("“%1” has changes that are not saved.").arg(project));
    auto* save = box->addButton(QObject::tr("Save"), QMessageBox::AcceptRole);
    auto* discard = box->addButton(QObject::tr("Discard the changes"), QMessageBox::DestructiveRole);
    auto* stay = box->addButton(QObject::tr("Go on editing"), QMessageBox::RejectRole);
    save->setProperty("primary", true);
    discard->setProperty("danger", true);
    box->setDefaultButton(save);
    box->setEscapeButton(stay);
    QObject::connect(box, &QMessageBox::buttonClicked, box,
                     [=, answered = std::move(answered)](QAbstractButton* button) {
                         answered(button == save      ? UnsavedAnswer::Save
                                  : button == discard ? UnsavedAnswer::Discard
                                                      : UnsavedAnswer::Stay);
                     });
    box->open();
}

void QtDialogs::openFile(QWidget* parent, const QString& title, const QString& folder, const QString& filter,
                         std::function<void(QString)> chosen)
{
    auto* dialog = new QFileDialog(parent, title, folder, filter);
    dialog->setFileMode(QFileDialog::ExistingFile);
    openFileDialog(dialog, std::move(chosen));
}

void QtDialogs::saveFile(QWidget* parent, const QString& title, const QString& suggestion,
                         const QString& filter, std::function<void(QString)> chosen)
{
    auto* dialog = new QFileDialog(parent, title, QFileInfo(suggestion).absolutePath(), filter);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->selectFile(QFileInfo(suggestion).fileName());
    openFileDialog(dialog, std::move(chosen));
}

void QtDialogs::chooseFolder(QWidget* parent, const QString& title, const QString& folder,
                             std::function<void(QString)> chosen)
{
    auto* dialog = new QFileDialog(parent, title, folder);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    openFileDialog(dialog, std::move(chosen));
}

void QtDialogs::tell(QWidget* parent, const QString& title, const QString& text, const QString& detail)
{
    auto* box = new QMessageBox(parent);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setIcon(QMessageBox::NoIcon);
    box->setWindowTitle(title);
    box->setTextFormat(Qt::PlainText);
    box->setText(text);
    box->setDetailedText(detail);
    box->addButton(QObject::tr("Close"), QMessageBox::AcceptRole);
    box->open();
}

} // namespace meshsso::desktop
