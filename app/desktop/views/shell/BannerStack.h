#pragma once

#include "desktop/views/ViewContext.h"

#include <QWidget>

class QPushButton;

namespace meshsso::desktop {

class Banner;

/// The banners of the window: work to restore, a keychain that does not work, TLS checks that are off, and
/// read-only. Each shows as long as it is so.
class BannerStack final : public QWidget
{
    Q_OBJECT
public:
    explicit BannerStack(ViewContext context, QWidget* parent = nullptr);

private:
    void makeRestore();
    void makeKeychain();
    void makeSession();
    void makeTls();
    void makeReadOnly();
    void refresh();
    void askToDiscard();

    ViewContext m_context;
    Banner* m_restore = nullptr;
    Banner* m_keychain = nullptr;
    Banner* m_session = nullptr;
    Banner* m_tls = nullptr;
    Banner* m_readOnly = nullptr;
    QPushButton* m_checkTls = nullptr;
};

} // namespace meshsso::desktop
