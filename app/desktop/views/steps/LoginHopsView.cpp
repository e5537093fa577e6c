#include "desktop/views/steps/LoginHopsView.h"

#include "desktop/controllers/LoginTestController.h"
#include "desktop/models/HopsModel.h"
#include "desktop/views/Dialogs.h"
#include "desktop/views/Icons.h"
#include "desktop/views/PictureFile.h"
#include "desktop/views/SecretClipboard.h"
#include "desktop/views/steps/HopDetail.h"
#include "desktop/views/widgets/Card.h"
#include "desktop/views/widgets/Label.h"
#include "desktop/views/widgets/RowTable.h"
#include "desktop/views/widgets/SequenceDiagram.h"

#include <QClipboard>
#include <QDir>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QMenu>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>

namespace meshsso::desktop {

namespace {

constexpr int pictureWidth = 960;
constexpr int diagramLines = 34; ///< as tall as so many lines of text, then it scrolls

} // namespace

LoginHopsView::LoginHopsView(ViewContext context, LoginTestController& controller, QWidget* parent)
    : QWidget(parent), m_context(context), m_controller(controller)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(Theme::grid * 2);
    auto* card = new Card;
    auto* head = new QHBoxLayout;
    head->addWidget(new Label(tr("Hop by hop"), TextRole::Section), 1);
    m_export = makeExportButton();
    head->addWidget(m_export);
    card->content()->addLayout(head);

    m_diagram = new SequenceDiagram(*controller.hops());
    m_diagram->setObjectName(QStringLiteral("sequenceDiagram"));
    m_scroll = new QScrollArea;
    m_scroll->setWidgetResizable(true);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setWidget(m_diagram);
    m_scroll->viewport()->setAutoFillBackground(false);
    m_diagram->setAutoFillBackground(false);
    card->content()->addWidget(m_scroll);

    m_table = new RowTable(controller.hops(), HopsModel::SeverityRole, tr("Hops of the login"));
    m_table->setObjectName(QStringLiteral("hops"));
    m_table->setMaxRows(7);
    m_table->setStretch({HopsModel::Url, HopsModel::Meaning});
    card->content()->addWidget(m_table);
    column->addWidget(card);

    auto* detailCard = new Card;
    m_detail = new HopDetail(context);
    detailCard->content()->addWidget(m_detail);
    column->addWidget(detailCard);
    detailCard->hide();

    connect(m_scroll->verticalScrollBar(), &QScrollBar::valueChanged, m_diagram,
            &SequenceDiagram::setScrolledAway);
    connect(m_diagram, &SequenceDiagram::rowChosen, this, &LoginHopsView::choose);
    connect(m_table, &RowTable::rowChosen, this, &LoginHopsView::choose);
    connect(controller.hops(), &QAbstractItemModel::rowsInserted, this, [this] {
        // The newest hop stays in sight while they come.
        auto* bar = m_scroll->verticalScrollBar();
        QMetaObject::invokeMethod(
            bar,
            [this, bar] {
                if (m_controller.job().isRunning())
                    bar->setValue(bar->maximum());
            },
            Qt::QueuedConnection);
    });
    connect(controller.hops(), &QAbstractItemModel::modelReset, detailCard, &QWidget::hide);
    refresh();
}

void LoginHopsView::choose(int row)
{
    m_diagram->setCurrentRow(row);
    const auto& rows = m_controller.hops()->rows();
    auto* card = m_detail->parentWidget();
    card->setVisible(row >= 0);
    if (row < 0 || row >= static_cast<int>(rows.size()))
        return;
    m_table->showRow(row);
    bringIntoSight(row);
    m_detail->show(rows[static_cast<std::size_t>(row)]);
}

void LoginHopsView::bringIntoSight(int row)
{
    const auto rect = m_diagram->rowRect(row);
    auto* bar = m_scroll->verticalScrollBar();
    const int below = rect.bottom() - m_scroll->viewport()->height();
    bar->setValue(std::clamp(bar->value(), below, std::max(below, rect.top() - m_diagram->headerHeight())));
}

void LoginHopsView::refresh()
{
    const bool running = m_controller.job().isRunning();
    const int count = m_controller.hops()->rowCount();
    const bool direct = m_controller.result() ? m_controller.result()->way == LoginWay::AtKeycloak
                                              : m_controller.way() == LoginWay::AtKeycloak;
    m_diagram->setDirect(direct);
    m_diagram->setWaiting(running ? tr("waiting for the next answer") : QString());
    m_scroll->setFixedHeight(std::min(m_diagram->sizeHint().height(), diagramLines * fontMetrics().height()) +
                             2);
    m_export->setEnabled(count > 0 && !running);
    setVisible(count > 0 || running);
    if (m_wasRunning && !running) {
        if (const int failed = m_controller.hops()->failedRow(); failed >= 0)
            choose(failed);
        else
            m_scroll->verticalScrollBar()->setValue(0);
    }
    m_wasRunning = running;
}

QString LoginHopsView::pictureTitle() const
{
    return tr("Login test of %1").arg(m_context.document().title());
}

QPushButton* LoginHopsView::makeExportButton()
{
    auto* button = new QPushButton(icon(QStringLiteral("download")), tr("Export"));
    button->setObjectName(QStringLiteral("exportHops"));
    auto* menu = new QMenu(button);
    menu->addAction(tr("Copy as text for a ticket"), this,
                    [this] { m_context.clipboard.copyText(m_controller.ticketText()); });
    menu->addAction(tr("Copy the picture"), this,
                    [this] { QGuiApplication::clipboard()->setImage(imageOf(*m_diagram, pictureWidth)); });
    menu->addSeparator();
    menu->addAction(tr("Save as text…"), this, [this] {
        save(QStringLiteral("txt"), tr("Text (*.txt)"),
             [this] { return m_controller.ticketText().toUtf8(); });
    });
    menu->addAction(tr("Save as SVG…"), this, [this] {
        save(QStringLiteral("svg"), tr("SVG (*.svg)"),
             [this] { return svgOf(*m_diagram, pictureWidth, pictureTitle()); });
    });
    menu->addAction(tr("Save as PNG…"), this, [this] {
        save(QStringLiteral("png"), tr("PNG (*.png)"), [this] { return pngOf(*m_diagram, pictureWidth); });
    });
    button->setMenu(menu);
    return button;
}

void LoginHopsView::save(const QString& suffix, const QString& filter,
                         const std::function<QByteArray()>& bytes)
{
    const QString suggestion =
        QDir(m_context.document().folder()).filePath(QStringLiteral("login-test.") + suffix);
    m_context.dialogs.saveFile(
        this, tr("Save the login test"), suggestion, filter, [=, this](const QString& file) {
            if (const auto reason = saveFile(file, bytes()); !reason.isEmpty())
                m_context.dialogs.tell(this, tr("The file was not written"), file, reason);
        });
}

} // namespace meshsso::desktop
