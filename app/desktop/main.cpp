#include "desktop/AppContext.h"
#include "desktop/controllers/Workspace.h"
#include "desktop/views/MainWindow.h"
#include "desktop/views/QtDialogs.h"
#include "desktop/views/SecretClipboard.h"
#include "desktop/views/Theme.h"

#include <QApplication>
#include <QClipboard>

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("meshsso"));
    QApplication::setApplicationVersion(QStringLiteral(MESHSSO_VERSION));

    meshsso::desktop::AppContext context;
    meshsso::desktop::Theme theme(application);
    meshsso::desktop::Workspace workspace(context.services());
    meshsso::desktop::QtDialogs dialogs;
    meshsso::desktop::SecretClipboard clipboard(*QApplication::clipboard());
    meshsso::desktop::MainWindow window({workspace, theme, dialogs, clipboard});
    window.show();
    return QApplication::exec();
}
