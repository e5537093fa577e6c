#include "net/qt/QtExecutor.h"

#include <QMetaObject>

namespace meshsso::net {

void QtExecutor::post(std::function<void()> function)
{
    QMetaObject::invokeMethod(&m_context, std::move(function), Qt::QueuedConnection);
}

} // namespace meshsso::net
