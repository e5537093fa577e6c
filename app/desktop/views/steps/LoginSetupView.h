#pragma once

#include "desktop/views/ViewContext.h"

#include <QWidget>

class QComboBox;
class QLineEdit;
class QVBoxLayout;

namespace meshsso::desktop {

class Label;
class LoginTestController;
class SegmentedChoice;

/// How and as whom to sign in, and what is lacking for it.
class LoginSetupView final : public QWidget
{
    Q_OBJECT
public:
    LoginSetupView(ViewContext context, LoginTestController& controller, QWidget* parent = nullptr);
    void refresh();

private:
    void showLacks();
    QString explanation() const;

    ViewContext m_context;
    LoginTestController& m_controller;
    SegmentedChoice* m_way;
    Label* m_explanation;
    QWidget* m_userField;
    QComboBox* m_user;
    QWidget* m_passwordField;
    QLineEdit* m_password;
    QWidget* m_connectField;
    QLineEdit* m_connectTo;
    QVBoxLayout* m_lacks;
    QString m_shownLacks;
};

} // namespace meshsso::desktop
