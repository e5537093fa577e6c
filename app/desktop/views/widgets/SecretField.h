#pragma once

#include "secrets/SecretRef.h"

#include <QWidget>

class QLineEdit;
class QPushButton;

namespace meshsso::desktop {

class IconLabel;
class Label;
class SecretsController;

/// Where a secret is kept and whether it is there, with ways to give it (typed once, hidden), generate it, or
/// point to an environment variable or file. The value goes to the store and is not shown again.
class SecretField final : public QWidget
{
    Q_OBJECT
public:
    SecretField(SecretsController& secrets, const QString& label, std::string purpose, bool canGenerate,
                QWidget* parent = nullptr);

    const secrets::SecretRef& reference() const { return m_reference; }
    void setReference(const secrets::SecretRef& reference);
    /// What a new reference is named by.
    void setPurpose(std::string purpose) { m_purpose = std::move(purpose); }

signals:
    /// The operator chose another reference; reference() has it.
    void referenceChosen();

private:
    void refresh();
    void storeValue();
    void generate();
    void keep(std::string value);
    void useReference(const QString& text);

    SecretsController& m_secrets;
    std::string m_purpose;
    secrets::SecretRef m_reference;
    IconLabel* m_icon;
    Label* m_state;
    QLineEdit* m_value;
    QPushButton* m_store;
    QPushButton* m_generate;
    QPushButton* m_elsewhere;
};

} // namespace meshsso::desktop
