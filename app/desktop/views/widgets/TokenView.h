#pragma once

#include "login/TokenInspection.h"

#include <QPlainTextEdit>

namespace meshsso::desktop {

/// A raw token, coloured by part: header, payload, signature. Takes a paste or a drop anywhere in it. Under
/// the pointer, or at the cursor, a character tells where it is, so that a tree can show the claim there;
/// highlight() goes the other way. Shows no more than maxShown characters, so that a large token does not
/// hold up the window.
class TokenView final : public QPlainTextEdit
{
    Q_OBJECT
public:
    static constexpr int maxShown = 12 * 1024;

    explicit TokenView(const QString& name, QWidget* parent = nullptr);

    /// text is the token alone; token null or no JWS: shown without colours.
    void show(std::string_view text, const login::TokenInspection* token);
    /// Marks the characters of a claim or part; length 0: none.
    void highlight(int offset, int length);
    int shownLength() const { return m_shown; }

signals:
    /// Text was pasted or dropped.
    void textGiven(const QString& text);
    /// That character of the token is under the pointer or at the cursor; -1: none.
    void characterPointed(int character);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dragMoveEvent(QDragMoveEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void changeEvent(QEvent* event) override;
    bool canInsertFromMimeData(const QMimeData* source) const override;
    void insertFromMimeData(const QMimeData* source) override;
    /// Nothing: a selection must not reach a clipboard that nobody clears.
    QMimeData* createMimeDataFromSelection() const override;

private:
    void paint();
    void paste();
    void give(const QMimeData* source);

    struct Part
    {
        int offset = 0;
        int length = 0;
    };
    std::vector<Part> m_parts;
    int m_shown = 0;
    int m_markOffset = 0;
    int m_markLength = 0;
    bool m_isShowing = false;
};

} // namespace meshsso::desktop
