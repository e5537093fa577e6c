#pragma once

#include <QList>
#include <QString>

class QWidget;

namespace meshsso::test {

/// The visible, enabled widgets below root that Tab reaches, in the order in which it does.
QList<QWidget*> focusableWidgets(QWidget* root);

/// For messages: class, object name, accessible name and text.
QString nameOf(const QWidget* widget);

/// Opens every folded group below root, so that what is inside is looked at too.
void openFolds(QWidget* root);

} // namespace meshsso::test
