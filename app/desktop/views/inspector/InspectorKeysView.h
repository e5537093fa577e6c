#pragma once

#include "desktop/views/ViewContext.h"

#include <QWidget>

class QPlainTextEdit;
class QPushButton;

namespace meshsso::desktop {

class InspectorController;
class Label;

/// Where the keys come from that verify the signature: the project's issuer, the token's own, or pasted.
class InspectorKeysView final : public QWidget
{
    Q_OBJECT
public:
    explicit InspectorKeysView(ViewContext context, QWidget* parent = nullptr);
    void refresh();

private:
    void askTokenIssuer();
    void takePasted();

    ViewContext m_context;
    InspectorController& m_controller;
    Label* m_state;
    QPushButton* m_project;
    QPushButton* m_own;
    QPushButton* m_pasted;
    QPushButton* m_forget;
    QWidget* m_pasteArea;
    QPlainTextEdit* m_text;
    Label* m_problem;
};

} // namespace meshsso::desktop
