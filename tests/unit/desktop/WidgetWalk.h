#pragma once

#include <QList>
#include <QString>

class QWidget;

namespace meshsso::test {

/// The visible, enabled widgets below root that Tab reaches, in the order in which it does.
QList<QWidget*> focusableWidgets(QWidget* root);

/// For messages: class, object name, accessible name and text.
QString nameOf(const QWidget* widget);

} // namespace meshsso::test
